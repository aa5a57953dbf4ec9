// An account that its operator suspends: every key is refused at once and says why, what runs goes on, and all is back afterwards.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Router, startRouter } from './start-router.ts'

let router: Router
before(async () => {
  router = await startRouter()
})
after(() => router[Symbol.asyncDispose]())

const messages = [{ role: 'user', content: 'Tell me a long story about routers' }]

async function control(path: string, token = router.managementKey): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return fetch(`http://127.0.0.1:${router.port}/control/v1${path}`, { method: 'POST', headers, body: '{}' })
}

test('a suspended account is refused with 403 until it is brought back; a stream that runs comes to its end', async () => {
  const list = await fetch(`http://127.0.0.1:${router.port}/control/v1/accounts`, {
    headers: { authorization: `Bearer ${router.managementKey}` },
  })
  const { data } = (await list.json()) as { data: { id: string; suspended: boolean }[] }
  const account = data[0]
  assert.equal(account?.suspended, false)
  const running = await router.chat({ model: 'nexo-demo', messages, stream: true, max_tokens: 60 })
  assert.equal(running.status, 200)
  const suspended = await control(`/accounts/${account.id}/suspend`)
  assert.partialDeepStrictEqual(await suspended.json(), { id: account.id, suspended: true })
  const refused = await router.chat({ model: 'nexo-demo', messages })
  assert.equal(refused.status, 403)
  assert.equal(refused.headers.get('x-should-retry'), 'false')
  const { error } = (await refused.json()) as { error: { code: string; message: string } }
  assert.equal(error.code, 'account_suspended')
  assert.match(error.message, /suspended\..*operator/)
  assert.match(await running.text(), /data: \[DONE\]\s*$/)
  const records = await router.usage((all) => all.length === 2)
  assert.deepEqual(
    records.map(({ status, error_code }) => [status, error_code]),
    [
      ['user_error', 'account_suspended'],
      ['success', null],
    ],
  )
  assert.equal((await control(`/accounts/${account.id}/unsuspend`)).status, 200)
  assert.equal((await router.chat({ model: 'nexo-demo', messages })).status, 200)
})

test('only an operator suspends, and only accounts that exist', async () => {
  assert.equal((await control('/accounts/acct_nobody/suspend')).status, 404)
  assert.equal((await control('/accounts/acct_nobody/suspend', router.key)).status, 401)
})
