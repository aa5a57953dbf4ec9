// Usage Logs: one page of usage records, newest first, filtered. Knows no HTTP.
import { usageJson } from '../../contract/usage.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { readLimit } from '../read-limit.ts'
import { filterQuery, readFilter } from './read-filter.ts'

export const usageQuery = ['limit', 'after', ...filterQuery]

export async function listUsage({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const limit = readLimit(query)
  if (!limit.ok) return refusal(limit.problem)
  const filter = readFilter(query)
  if (!filter.ok) return refusal(filter.problem)
  const after = query.get('after') ?? undefined
  const page = await deps.store.listUsage(principal.accountId, filter.value, limit.value, after)
  return answer({ data: page.records.map(usageJson), next: page.next })
}
