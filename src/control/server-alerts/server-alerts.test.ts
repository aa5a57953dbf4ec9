// Alerts of the server from what raises them to the operator who says that they are done; nobody else sees them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromPage, openTestControl } from '../../../test/control/open-test-control.ts'
import { raise } from './raise.ts'

test('an operator lists what is open, closes it once, and an account owner sees none of it', async () => {
  const { deps, operator, ask, setUp, page } = await openTestControl()
  await raise(deps, { kind: 'offer_set_aside', subject: 'acme/m1', says: 'The provider refuses us: invalid credential.' })
  await raise(deps, { kind: 'offer_set_aside', subject: 'acme/m1', says: 'The provider refuses us: no credit.' })
  const { data } = (await operator('/server-alerts')).body as unknown as { data: { id: string; count: number; says: string }[] }
  assert.equal(data.length, 1)
  assert.partialDeepStrictEqual(data[0], { kind: 'offer_set_aside', subject: 'acme/m1', count: 2, done_at: null })
  assert.match(data[0]?.says ?? '', /no credit/)
  const close = `/server-alerts/${data[0]?.id}/close`
  assert.equal((await operator(close, { body: {} })).status, 200)
  assert.equal((await operator(close, { body: {} })).status, 404)
  const shown = (await operator('/server-alerts')).body as unknown as { data: { done_at: string | null }[] }
  assert.notEqual(shown.data[0]?.done_at, null)
  const owner = page(await setUp())
  const invited = await owner('/invitations', { body: { email: 'dev@example.com', role: 'owner' } })
  const token = String((invited.body as unknown as { invitation_url: string }).invitation_url).split('token=')[1]
  const joined = await ask('/invitations/accept', { body: { token, password: 'another long password' }, headers: fromPage })
  assert.equal(joined.status, 201, joined.text)
  assert.equal((await page(joined.cookie)('/server-alerts')).status, 403)
})
