// Idempotency-Key over real sockets and a real data folder: replays after a restart, after kill -9, after a lost client; and what lies on the disk.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { AccountJson } from '../../src/contract/control-api.ts'
import { parseUsd } from '../../src/contract/money.ts'
import { startFaultProvider, type FaultProvider } from '../faults/fault-provider.ts'
import { acmeYaml, startRouter, type Router } from './start-router.ts'
import { until } from './until.ts'

let upstream: FaultProvider
let router: Router
before(async () => {
  upstream = await startFaultProvider()
  router = await startRouter({ yaml: acmeYaml(upstream.baseUrl, ['a']) })
})
after(async () => {
  await router?.[Symbol.asyncDispose]()
  await upstream.close()
})

const body = (content: string, more: object = {}): object => ({ model: 'a', messages: [{ role: 'user', content }], ...more })
const under = (key: string): { headers: Record<string, string> } => ({ headers: { 'idempotency-key': key } })

async function balance(): Promise<bigint> {
  const [account] = await router.json<AccountJson[]>('credit', 'show')
  return parseUsd(account?.balance_usd ?? '') as bigint
}

/** The charge of one call, as its record says. */
async function costOf(id: string | null): Promise<bigint> {
  const records = await router.usage((all) => all.some((one) => one.request_id === id))
  return parseUsd(records.find((one) => one.request_id === id)?.cost_usd ?? '') as bigint
}

for (const stream of [false, true]) {
  test(`a ${stream ? 'streamed' : 'buffered'} answer survives a restart and is given again, charged once`, async () => {
    const [ask, key] = [body('the canary sings', { stream }), `restart ${stream}`]
    const start = await balance()
    const calls = upstream.calls.length
    const first = await router.chat(ask, under(key))
    const text = await first.text()
    await costOf(first.headers.get('x-request-id'))
    await router.kill('SIGTERM')
    await router.start()
    const again = await router.chat(ask, under(key))
    assert.equal(await again.text(), text)
    assert.equal(again.headers.get('content-type'), first.headers.get('content-type'))
    assert.equal(again.headers.get('x-nexorouter-idempotent-replay'), 'true')
    assert.equal(again.headers.get('x-nexorouter-original-request-id'), first.headers.get('x-request-id'))
    assert.notEqual(again.headers.get('x-request-id'), first.headers.get('x-request-id'))
    assert.equal(upstream.calls.length, calls + 1)
    assert.equal(await balance(), start - (await costOf(first.headers.get('x-request-id'))))
  })
}

test('after kill -9 in the middle of a request the same one runs anew and is charged once; every request has its record', async () => {
  const start = await balance()
  upstream.hold()
  const calls = upstream.calls.length
  const lost = router.chat(body('cut off'), under('crash')).catch(() => 'lost')
  await upstream.arrived(calls + 1)
  const meanwhile = await router.chat(body('cut off'), under('crash'))
  assert.deepEqual([meanwhile.status, meanwhile.headers.has('retry-after')], [409, true])
  await router.kill('SIGKILL')
  assert.equal(await lost, 'lost')
  upstream.release()
  await router.start()
  const retried = await router.chat(body('cut off'), under('crash'))
  assert.equal(retried.status, 200)
  assert.equal(retried.headers.get('x-nexorouter-idempotent-replay'), null)
  assert.equal((await router.chat(body('cut off'), under('crash'))).headers.get('x-nexorouter-idempotent-replay'), 'true')
  assert.equal(await balance(), start - (await costOf(retried.headers.get('x-request-id'))))
  const records = await router.usage((all) => all.some((one) => one.error_code === 'recovered_unknown'))
  assert.equal(new Set(records.map((one) => one.request_id)).size, records.length)
})

test('a client that gives up finds its answer when it asks again, and the provider was asked once', async () => {
  const calls = upstream.calls.length
  upstream.hold()
  const giving = new AbortController()
  const first = router.chat(body('too slow'), { ...under('lost'), signal: giving.signal }).catch(() => 'gave up')
  await upstream.arrived(calls + 1)
  giving.abort()
  assert.equal(await first, 'gave up')
  upstream.release()
  await router.usage((all) => all.some((one) => one.status === 'success' && one.stopped_by === null && Number(one.cost_usd) > 0))
  let answer = await router.chat(body('too slow'), under('lost'))
  while (answer.status === 409) answer = await router.chat(body('too slow'), under('lost'))
  assert.equal(answer.headers.get('x-nexorouter-idempotent-replay'), 'true')
  assert.deepEqual([upstream.calls.length, upstream.calls.at(-1)?.aborted], [calls + 1, false])
})

test('of twenty equal requests at once, one reaches the provider, and the others get its answer when they ask again', async () => {
  const [start, calls] = [await balance(), upstream.calls.length]
  const ask = (): Promise<Response> => router.chat(body('at once'), under('race'))
  upstream.hold()
  const early: number[] = []
  const racing = Array.from({ length: 20 }, async () => {
    const answer = await ask()
    early.push(answer.status)
    return answer
  })
  await upstream.arrived(calls + 1)
  await until(
    () => early.length,
    (count) => count === 19,
  )
  assert.deepEqual(early, Array(19).fill(409))
  upstream.release()
  const answers = await Promise.all(racing)
  const winners = answers.filter(({ status }) => status === 200)
  assert.equal(winners.length, 1)
  const text = await winners[0]?.text()
  assert.deepEqual(new Set(await Promise.all(Array.from({ length: 20 }, async () => (await ask()).text()))), new Set([text]))
  assert.equal(upstream.calls.length, calls + 1)
  assert.equal(await balance(), start - (await costOf(winners[0]?.headers.get('x-request-id') ?? '')))
})

test('neither the key nor the answer can be read from the disk, and without the header nothing is kept at all', async () => {
  upstream.script('*', { then: { kind: 'answer', text: 'answer-canary-7' } })
  assert.match(await (await router.chat(body('x'), under('key-canary-7'))).text(), /answer-canary-7/)
  assert.match(await (await router.chat(body('x'))).text(), /answer-canary-7/)
  const control = (): Promise<Response> =>
    fetch(`http://127.0.0.1:${router.port}/control/v1/keys`, {
      method: 'POST',
      headers: { authorization: `Bearer ${router.managementKey}`, 'content-type': 'application/json', 'idempotency-key': 'key-canary-7' },
      body: '{"name":"app"}',
    })
  const created = (await (await control()).json()) as { id: string; key: string }
  await router.kill('SIGTERM')
  const files = readdirSync(router.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  assert.ok(files.length > 0)
  for (const entry of files) {
    const bytes = readFileSync(join(entry.parentPath, entry.name), 'latin1')
    assert.doesNotMatch(bytes, /canary-7/, entry.name)
    assert.ok(!bytes.includes(created.key), entry.name)
  }
  await router.start()
  const again = await control()
  assert.deepEqual([again.status, again.headers.get('x-nexorouter-idempotent-replay')], [201, 'true'])
  assert.deepEqual(await again.json(), created)
  assert.match(await (await router.chat(body('x'), under('key-canary-7'))).text(), /answer-canary-7/)
})
