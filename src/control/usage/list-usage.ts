// Usage Logs: one page of usage records, newest first, filtered. Knows no HTTP.
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { pageQuery, readPage } from '../page.ts'
import { filterQuery, readFilter } from './read-filter.ts'
import { shapeFor } from './shape-for.ts'

export const usageQuery = [...pageQuery, ...filterQuery]

export async function listUsage({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const asked = readPage(query, /^[0-9a-z]{1,11}\.[\w-]{1,64}$/)
  if (!asked.ok) return asked
  const filter = readFilter(query)
  if (!filter.ok) return refusal(filter.problem)
  const { limit, after } = asked.value
  const page = await deps.store.listUsage(principal.accountId, filter.value, limit, after ?? undefined)
  return answer({ data: page.records.map(shapeFor(principal)), next: page.next })
}
