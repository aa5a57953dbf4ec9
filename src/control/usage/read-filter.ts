// The query of Usage Logs -> a filter of usage records, or a refusal that names the parameter. Knows no storage.
import { ok, refuse, type Result } from '../../base/result.ts'
import { parseUsd } from '../../contract/money.ts'
import { type Problem, problem, type StatusClass } from '../../contract/problems.ts'
import type { UsageFilter } from '../../ledger/usage-store.ts'
import { isError } from '../../ledger/usage-statistics.ts'
import { readInstant } from '../read-instant.ts'

/** Every class, by the type's own check: a misspelt filter must not look like "there were none". */
const statusClasses = Object.keys({
  success: 1,
  user_error: 1,
  quota: 1,
  rate_limit: 1,
  upstream: 1,
  gateway: 1,
  cancelled: 1,
} satisfies Record<StatusClass, 1>) as StatusClass[]

type Read = (text: string) => Partial<UsageFilter> | string

const text =
  (field: keyof UsageFilter): Read =>
  (value) => ({ [field]: value.slice(0, 200) })

const instant =
  (field: 'fromMs' | 'untilMs'): Read =>
  (value) => {
    const atMs = readInstant(value)
    return atMs === undefined ? 'must be an ISO date or instant with its offset, such as "2027-01-31T00:00:00Z".' : { [field]: atMs }
  }

const usd =
  (field: 'costNanoMin' | 'costNanoMax'): Read =>
  (value) => {
    const nano = parseUsd(value)
    return nano === undefined ? 'must be a decimal number in USD, such as "0.05".' : { [field]: nano }
  }

/** One row per parameter: what it becomes in the filter, or what is wrong with it. */
const filters: Readonly<Record<string, Read>> = {
  request_id: text('requestId'),
  model: text('model'),
  key_id: text('keyId'),
  member_id: text('memberId'),
  provider: text('provider'),
  status: statuses,
  error_code: text('errorCode'),
  stream: (value) => (value === 'true' || value === 'false' ? { stream: value === 'true' } : 'must be true or false.'),
  user: text('user'),
  cost_min_usd: usd('costNanoMin'),
  cost_max_usd: usd('costNanoMax'),
  from: instant('fromMs'),
  until: instant('untilMs'),
}

export const filterQuery = Object.keys(filters)

/** An empty parameter is no filter: forms send them. */
export function readFilter(query: URLSearchParams): Result<UsageFilter, Problem> {
  let filter: UsageFilter = {}
  for (const [name, read] of Object.entries(filters)) {
    const value = query.get(name)
    if (value === null || value === '') continue
    const found = read(value)
    if (typeof found === 'string') return refuse(problem('invalid_request', `\`${name}\` ${found}`, { param: name }))
    filter = { ...filter, ...found }
  }
  return ok(filter)
}

/** `success`, `upstream,gateway`, or `error` for everything that is neither a success nor cancelled. */
function statuses(value: string): Partial<UsageFilter> | string {
  const found = value.split(',').flatMap((name) => (name === 'error' ? statusClasses.filter(isError) : [name as StatusClass]))
  if (found.every((name) => statusClasses.includes(name))) return { statuses: [...new Set(found)] }
  return `must be one of ${statusClasses.join(', ')} or error, or several with commas.`
}
