// The audit log: of one's own account, or of the whole server for its operator; and whether its chain still holds. Knows no HTTP.
import type { AuditFilter } from '../../access/audit-log-store.ts'
import type { AuditEntry } from '../../access/audit.ts'
import type { AuditEntryJson, AuditReportJson } from '../../contract/audit-api.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { answerPage, pageQuery, readPage, withNext } from '../page.ts'
import { readInstant } from '../read-instant.ts'

export const auditQuery = [...pageQuery, 'action', 'actor', 'target', 'from', 'until', 'all']

export async function listAudit({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const page = readPage(query, /^\d{1,15}$/)
  if (!page.ok) return page
  const filter = readFilter(query)
  if (!filter.ok) return filter
  const all = query.get('all') === 'true'
  if (all && !principal.grants.includes('operator'))
    return refusal(problem('permission_denied', 'Only the operator of the server sees every account.', { param: 'all' }))
  const account = all ? null : principal.accountId
  const { limit, after } = withNext(page.value)
  const entries = await deps.store.listAudit(account, filter.value, limit, after === null ? null : Number(after))
  return answerPage(entries, page.value, { placeOf: ({ sequence }) => String(sequence), json: auditEntryJson })
}

export async function verifyAudit(_call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const { entries, head, firstBreak } = await deps.store.verifyAudit()
  return answer({ ok: firstBreak === null, entries, head, first_break: firstBreak } satisfies AuditReportJson)
}

function readFilter(query: URLSearchParams): Result<AuditFilter, Problem> {
  const filter: Record<string, string | number> = {}
  for (const name of ['action', 'actor', 'target'] as const) {
    const value = query.get(name)
    if (value !== null && value !== '') filter[name] = value.slice(0, 200)
  }
  for (const [name, field] of [
    ['from', 'fromMs'],
    ['until', 'untilMs'],
  ] as const) {
    const value = query.get(name)
    if (value === null || value === '') continue
    const atMs = readInstant(value)
    if (atMs === undefined)
      return refuse(problem('invalid_request', `\`${name}\` must be an ISO date or instant with its offset.`, { param: name }))
    filter[field] = atMs
  }
  return ok(filter)
}

function auditEntryJson(entry: AuditEntry): AuditEntryJson {
  const { sequence, actor, action, target, before, after, address, hash } = entry
  const time = new Date(entry.atMs).toISOString()
  return { sequence, time, actor, action, account_id: entry.accountId, target, before, after, address, request_id: entry.requestId, hash }
}
