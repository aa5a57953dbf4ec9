// Usage Logs: one page of usage records, newest first, filtered. Knows no HTTP.
import { ok, refuse, type Result } from '../../base/result.ts'
import { type Problem, problem, type StatusClass } from '../../contract/problems.ts'
import { usageJson } from '../../contract/usage.ts'
import type { UsageFilter } from '../../ledger/usage-store.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { readInstant } from '../read-instant.ts'
import { readLimit } from '../read-limit.ts'

const textFilters = {
  request_id: 'requestId',
  model: 'model',
  key_id: 'keyId',
  provider: 'provider',
  status: 'status',
  error_code: 'errorCode',
} as const
/** Every class, by the type's own check: a misspelt filter must not look like "there were none". */
const statusClasses = Object.keys({
  success: 1,
  user_error: 1,
  quota: 1,
  rate_limit: 1,
  upstream: 1,
  gateway: 1,
  cancelled: 1,
} satisfies Record<StatusClass, 1>)
const isStatusClass = (text: string | number): boolean => statusClasses.includes(String(text))
const timeFilters = { from: 'fromMs', until: 'untilMs' } as const

export const usageQuery = ['limit', 'after', ...Object.keys(textFilters), ...Object.keys(timeFilters)]

export async function listUsage({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const limit = readLimit(query)
  if (!limit.ok) return refusal(limit.problem)
  const filter = readFilter(query)
  if (!filter.ok) return refusal(filter.problem)
  const after = query.get('after') ?? undefined
  const page = await deps.store.listUsage(principal.accountId, filter.value, limit.value, after)
  return answer({ data: page.records.map(usageJson), next: page.next })
}

function readFilter(query: URLSearchParams): Result<UsageFilter, Problem> {
  const filter: Record<string, string | number> = {}
  for (const [name, field] of Object.entries(textFilters)) {
    const value = query.get(name)
    if (value !== null && value !== '') filter[field] = value.slice(0, 200)
  }
  if (filter['status'] !== undefined && !isStatusClass(filter['status'])) {
    return refuse(problem('invalid_request', `\`status\` must be one of ${statusClasses.join(', ')}.`, { param: 'status' }))
  }
  for (const [name, field] of Object.entries(timeFilters)) {
    const value = query.get(name)
    if (value === null || value === '') continue
    const atMs = readInstant(value)
    if (atMs === undefined) {
      const message = `\`${name}\` must be an ISO date or instant with its offset, such as "2027-01-31T00:00:00Z".`
      return refuse(problem('invalid_request', message, { param: name }))
    }
    filter[field] = atMs
  }
  return ok(filter)
}
