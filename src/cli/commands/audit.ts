// `audit verify`: whether the audit log is still what was written. Repairs nothing.
import type { AuditReportJson } from '../../contract/audit-api.ts'
import type { CliContext, SettingFlags } from '../context.ts'
import { withControl } from '../control-client.ts'
import { CliFailure } from '../exit-codes.ts'
import { json, paint } from '../output.ts'

export async function verifyAudit(context: CliContext, flags: SettingFlags & { readonly json?: boolean }): Promise<void> {
  const report = await withControl(context, flags, ({ call }) => call<AuditReportJson>('GET', '/audit/verify'))
  const { terminal } = context
  if (flags.json) terminal.out(json(report))
  else terminal.out(`${report.entries} entries\nhead ${report.head}\n`)
  if (!report.ok)
    throw new CliFailure('failed', `the audit log was changed: entry ${report.first_break} does not follow; nothing was repaired`)
  if (!flags.json) terminal.out(`${paint(terminal, 'green', 'ok')}: every entry follows from the one before\n`)
}
