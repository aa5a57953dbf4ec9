// What happens to a running stream when its key, its budget or its account is changed meanwhile, over sockets and beside a running server.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { KeyJson } from '../../src/contract/control-api.ts'
import type { UsageJson } from '../../src/contract/usage.ts'
import { startFaultProvider, type FaultProvider } from '../faults/fault-provider.ts'
import { acmeYaml, startRouter, type Router } from './start-router.ts'

/** Three slices of 1 024 tokens; the price of an output token is 280 nano-dollars. */
const words = 3_000
const tokenUsd = 0.28e-6
const whole = words * tokenUsd

let upstream: FaultProvider
let router: Router
before(async () => {
  upstream = await startFaultProvider()
  // Longer than any of the changes takes, in steps far smaller than a slice.
  const text = Array.from({ length: words }, () => 'word').join(' ')
  upstream.script('long', { then: { kind: 'answer', text, chunks: 500, chunkDelayMs: 6 } })
  router = await startRouter({ yaml: acmeYaml(upstream.baseUrl, ['long']) })
})
after(async () => {
  await router?.[Symbol.asyncDispose]()
  await upstream.close()
})

interface Ended {
  readonly finishReason: string | undefined
  readonly stoppedBy: string | undefined
  readonly words: number
  readonly record: UsageJson
}

/** Streams with that key; `change` runs when the first words are here. */
async function streamWhile(key: string, change: () => Promise<unknown>): Promise<Ended> {
  const response = await router.chat(
    { model: 'long', messages: [{ role: 'user', content: 'x' }], stream: true, max_tokens: 8_192 },
    { key },
  )
  assert.equal(response.status, 200)
  const id = String(response.headers.get('x-request-id'))
  let text = ''
  let changing: Promise<unknown> | undefined
  const decoder = new TextDecoder()
  for await (const bytes of response.body as ReadableStream<Uint8Array>) {
    text += decoder.decode(bytes, { stream: true })
    changing ??= change()
    await changing
  }
  assert.match(text, /data: \[DONE\]\n\n$/)
  const events = [...text.matchAll(/^data: (\{.*)$/gm)].map(([, json]) => JSON.parse(String(json)) as Event)
  assert.deepEqual(
    events.filter((event) => 'error' in event),
    [],
  )
  const last = events.findLast(({ choices }) => typeof choices[0]?.finish_reason === 'string')
  const [record] = (await router.usage((records) => records.some(({ request_id }) => request_id === id))).filter(
    ({ request_id }) => request_id === id,
  )
  const content = events.map(({ choices }) => choices[0]?.delta?.content ?? '').join('')
  return {
    finishReason: last?.choices[0]?.finish_reason,
    stoppedBy: last?.nexorouter?.stopped_by,
    words: content.split(' ').filter(Boolean).length,
    record: record as UsageJson,
  }
}

interface Event {
  readonly choices: { readonly delta?: { readonly content?: string }; readonly finish_reason?: string }[]
  readonly nexorouter?: { readonly stopped_by: string }
}

const keyNamed = async (name: string): Promise<KeyJson | undefined> =>
  (await router.json<KeyJson[]>('keys', 'list')).find((key) => key.name === name)

/** A budget below the whole bound, so that the stream runs on slices, and above what it delivers, so that money is no reason to stop. */
const onSlices = ['--budget-usd', '0.002'] as const

for (const [name, stoppedBy, args] of [
  ['disabled', 'key_disabled', ['keys', 'revoke']],
  ['deleted', 'key_deleted', ['keys', 'delete']],
] as const) {
  test(`a stream on slices whose key is ${name} ends with its slice, says why, and is charged what it delivered`, async () => {
    const { key } = await router.createKey('--name', name, ...onSlices)
    const ended = await streamWhile(key, () => router.json(...args, name))
    assert.deepEqual([ended.finishReason, ended.stoppedBy], ['length', stoppedBy])
    assert.ok(ended.words > 0 && ended.words < words, `${ended.words} words came`)
    assert.deepEqual([ended.record.status, ended.record.finish_reason, ended.record.stopped_by], ['success', 'length', stoppedBy])
    assert.ok(Number(ended.record.cost_usd) > 0 && Number(ended.record.cost_usd) < whole)
    await upstream.idle()
    assert.equal(upstream.calls.at(-1)?.aborted, true)
    const refused = await router.chat({ model: 'long', messages: [{ role: 'user', content: 'x' }] }, { key })
    assert.equal(refused.status, 401)
  })
}

test('a stream whose whole bound is held ends as ever when its key is disabled', async () => {
  const { key } = await router.createKey('--name', 'held')
  const ended = await streamWhile(key, () => router.json('keys', 'revoke', 'held'))
  assert.deepEqual([ended.finishReason, ended.stoppedBy, ended.words], ['stop', undefined, words])
  assert.ok(Number(ended.record.cost_usd) >= whole)
})

test('a budget that is lowered under a running stream stops it where its slice ends; what was held before is honoured', async () => {
  const { key } = await router.createKey('--name', 'lowered', ...onSlices)
  const ended = await streamWhile(key, () => router.json('keys', 'budget', 'lowered', '--usd', '0.0001'))
  assert.deepEqual([ended.finishReason, ended.stoppedBy], ['length', 'insufficient_quota'])
  assert.ok(ended.words < words)
  const after = await keyNamed('lowered')
  assert.equal(after?.spent_usd, ended.record.cost_usd)
})

test('a budget that is raised under a running stream lets it come to its end', async () => {
  // Room for two slices: without more it would be stopped at a third of its length.
  const { key } = await router.createKey('--name', 'raised', '--budget-usd', '0.0006')
  const ended = await streamWhile(key, () => router.json('keys', 'budget', 'raised', '--usd', '5'))
  assert.deepEqual([ended.finishReason, ended.stoppedBy, ended.words], ['stop', undefined, words])
  assert.ok(Number(ended.record.cost_usd) > 0.0006)
  const after = await keyNamed('raised')
  assert.deepEqual([after?.spent_usd, after?.budget_usd], [ended.record.cost_usd, '5'])
})
