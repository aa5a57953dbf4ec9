// Orders of credit, newest first, and one of them. Knows no HTTP.
import { problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { answerPage, readPage, withNext } from '../page.ts'
import { orderJson } from './order-json.ts'

export async function listOrders({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const page = readPage(query, /^ord_\w{1,64}$/)
  if (!page.ok) return page
  const orders = await deps.store.listOrders(principal.accountId, withNext(page.value))
  return answerPage(orders, page.value, { placeOf: ({ id }) => id, json: orderJson })
}

export async function getOrder({ principal, id }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const order = await deps.store.getOrder(principal.accountId, id)
  return order === undefined ? refusal(problem('not_found', 'This account has no such order.', { param: 'id' })) : answer(orderJson(order))
}
