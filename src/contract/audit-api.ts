// The shapes of the audit log. Knows no storage and no HTTP.
import { z } from 'zod'

const fields = z.record(z.string(), z.unknown()).nullable()

export const auditEntryJson = z.object({
  sequence: z.int(),
  time: z.iso.datetime(),
  actor: z.string().meta({ description: '`user:<id>`, `management_key:<id>`, `local`, or `nobody` for what a link or a password did.' }),
  action: z.string().meta({ description: 'The name of the endpoint, such as `keys.create`.' }),
  account_id: z.string().nullable(),
  target: z.string().nullable().meta({ description: 'The ID of what was changed.' }),
  before: fields,
  after: fields,
  address: z.string().nullable(),
  request_id: z.string(),
  hash: z.string(),
})
export type AuditEntryJson = z.output<typeof auditEntryJson>

export const auditReportJson = z.object({
  ok: z.boolean(),
  entries: z.int(),
  head: z.string().meta({ description: 'The hash of the newest entry; keep it apart to notice a log that was cut.' }),
  first_break: z.int().nullable(),
})
export type AuditReportJson = z.output<typeof auditReportJson>
