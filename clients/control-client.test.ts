// The published client of the control API against a running server: typed calls, pages, refusals, repetitions.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startRouter } from '../test/system/start-router.ts'
import { ControlApiError, createControlClient } from './control-api/index.js'

test('a program with a management key makes keys, reads lists in pages and is refused with a code', async () => {
  await using router = await startRouter()
  const control = createControlClient({ baseUrl: `http://127.0.0.1:${router.port}/`, managementKey: router.managementKey })

  const body = { name: 'from a program', budget_usd: '5', models: ['nexo-demo'] }
  const key = await control.call('keys.create', { body, idempotencyKey: 'the first' })
  assert.match(key.key, /^sk-nxr-/)
  assert.equal((await control.call('keys.create', { body, idempotencyKey: 'the first' })).id, key.id)
  const renamed = await control.call('keys.change', { ids: { id: key.id }, body: { name: 'renamed' } })
  assert.deepEqual([renamed.name, renamed.budget_usd, renamed.state], ['renamed', '5', 'active'])

  const asked = { model: 'nexo-demo', messages: [{ role: 'user', content: 'Hello' }] }
  for (let count = 0; count < 3; count += 1) assert.equal((await router.chat(asked, { key: key.key })).status, 200)
  await router.usage((records) => records.length === 3)
  const seen: string[] = []
  for await (const record of control.each('usage.list', { query: { limit: 2, key_id: key.id } })) seen.push(`${record.model} ${record.status}`)
  assert.deepEqual(seen, Array(3).fill('nexo-demo success'))
  const keys: string[] = []
  for await (const one of control.each('keys.list', { query: { limit: 1 } })) keys.push(one.name)
  assert.deepEqual(keys, ['renamed', 'First key'])
  const exported = await control.call('usage.export', { query: { format: 'csv' } })
  assert.match(await exported.text(), /nexo-demo/)

  const refused = await control.call('keys.get', { ids: { id: 'key_none' } }).catch((error: unknown) => error)
  assert.ok(refused instanceof ControlApiError)
  assert.deepEqual([refused.status, refused.code, refused.param], [404, 'not_found', 'id'])
  assert.match(refused.requestId ?? '', /^[0-9a-f-]{36}$/)
  const person = await control.call('keys.reveal', { ids: { id: key.id } }).catch((error: unknown) => error)
  assert.equal(person instanceof ControlApiError && person.code, 'permission_denied')
  await assert.rejects(control.call('keys.get', { ids: { id: '' } }), /ids.id is missing/)
  assert.deepEqual(await control.call('keys.delete', { ids: { id: key.id } }), { id: key.id, deleted: true })
})
