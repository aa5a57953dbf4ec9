// Every usage record says why its route was what it was, however the request ended and whatever was asked.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Model } from '../../src/catalog/model.ts'
import { openTestGateway, type TestGateway, type TestOptions } from './open-test-gateway.ts'
import { hello } from './open-test-streams.ts'

const open: TestGateway[] = []
after(() => Promise.all(open.map((house) => house.close())))
async function housed(options: TestOptions): Promise<TestGateway> {
  const house = await openTestGateway(options)
  open.push(house)
  return house
}

interface Explained {
  readonly why: string
  readonly try: readonly string[]
  readonly not: readonly unknown[]
}

async function explanationOf(house: TestGateway, asked: ReturnType<TestGateway['chat']>): Promise<Explained> {
  const record = await house.record(asked.call.requestId)
  return JSON.parse(record?.routing ?? 'null') as Explained
}

test('an answer: who was to be tried, in order', async () => {
  const house = await housed({ providers: 2, offers: [{ weight: 1 }, { weight: 0 }] })
  for (const stream of [false, true]) {
    const asked = house.chat({ ...hello, stream })
    await asked.text
    const { why, try: tried } = await explanationOf(house, asked)
    assert.deepEqual([why, tried], [stream ? 'sticky' : 'weight', ['provider-1/upstream-model', 'provider-2/upstream-model']])
  }
})

test('a request that all providers failed', async () => {
  const house = await housed({ providers: 1 })
  house.providers[0]?.script('*', { then: { kind: 'status', code: 500 } })
  const asked = house.chat(hello)
  await asked.text
  assert.deepEqual((await explanationOf(house, asked)).try, ['provider-1/upstream-model'])
})

test('a refusal behind the plan: the money is not there', async () => {
  const house = await housed({ providers: 1, balanceNano: 1n })
  const asked = house.chat(hello)
  const reply = await asked.reply
  assert.equal(reply.kind === 'problem' ? reply.problem.code : reply.kind, 'insufficient_quota')
  assert.deepEqual((await explanationOf(house, asked)).try, ['provider-1/upstream-model'])
})

test('a refusal by the plan: nobody fits', async () => {
  const house = await housed({ providers: 1 })
  const asked = house.chat({ ...hello, provider: { only: ['nobody'] } })
  await asked.reply
  const { why, try: tried, not } = await explanationOf(house, asked)
  assert.deepEqual([why, tried.length, not.length], ['none', 0, 1])
})

test('a task', async () => {
  const model: Partial<Model> = { capabilities: new Set(['embeddings']), contextLength: 8_000, maxOutputTokens: 1 }
  const house = await housed({ providers: 1, model, offer: { dialect: 'openai-chat' } })
  const asked = house.chat({ model: 'test-model', input: 'a cat' }, { task: 'embeddings' })
  await asked.text
  assert.deepEqual((await explanationOf(house, asked)).try, ['provider-1/upstream-model'])
})
