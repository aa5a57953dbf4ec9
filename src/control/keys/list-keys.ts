// Lists an account's keys, newest first, a page at a time. Knows no HTTP.
import { asId, type KeyId } from '../../contract/ids.ts'
import type { ControlDeps } from '../control-deps.ts'
import type { ControlCall, Outcome } from '../endpoint.ts'
import { answerPage, readPage, withNext } from '../page.ts'
import { keyJson } from './key-json.ts'

export async function listKeys({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const page = readPage(query, /^key_\w{1,64}$/)
  if (!page.ok) return page
  const { limit, after } = withNext(page.value)
  const keys = await deps.store.listKeys(principal.accountId, { limit, after: after === null ? null : asId<KeyId>(after) })
  const nowMs = deps.clock.now()
  return answerPage(keys, page.value, { placeOf: ({ id }) => id, json: (key) => keyJson(key, nowMs) })
}
