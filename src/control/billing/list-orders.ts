// Orders of credit, newest first, and one of them. Knows no HTTP.
import { problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { readLimit } from '../read-limit.ts'
import { orderJson } from './order-json.ts'

export async function listOrders({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const limit = readLimit(query)
  if (!limit.ok) return refusal(limit.problem)
  const orders = await deps.store.listOrders(principal.accountId, limit.value)
  return answer({ data: orders.map(orderJson) })
}

export async function getOrder({ principal, id }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const order = await deps.store.getOrder(principal.accountId, id)
  return order === undefined ? refusal(problem('not_found', 'This account has no such order.', { param: 'id' })) : answer(orderJson(order))
}
