// What a provider says its answer costs is the operator's business: the caller reads what it was charged here.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { DialectName } from '../../src/contract/dialects.ts'
import type { TaskName } from '../../src/contract/tasks.ts'
import { openTestGateway, type TestGateway } from './open-test-gateway.ts'
import { hello } from './open-test-streams.ts'

const open: TestGateway[] = []
after(() => Promise.all(open.map((gateway) => gateway.close())))

function answering(house: TestGateway, answer: object): void {
  const text = JSON.stringify(answer)
  const bytes = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes, then: 'end' } })
}

const cost = { cost: 0.000_001, is_byok: false, cost_details: { upstream_inference_cost: 0.000_001 } }
const answers: readonly (readonly [dialect: DialectName, body: object, answer: object])[] = [
  [
    'openai-chat',
    hello,
    {
      id: 'c',
      object: 'chat.completion',
      model: 'm',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12, vendor_count: 3, ...cost, cost_in_usd_ticks: 10_000 },
    },
  ],
  [
    'anthropic-messages',
    { ...hello, max_tokens: 100 },
    {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'm',
      content: [{ type: 'text', text: 'Hi' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 7, output_tokens: 5, vendor_count: 3, ...cost },
    },
  ],
]

for (const [dialect, body, answer] of answers) {
  test(`a whole answer of a provider that says what it charges tells the caller what the caller pays: ${dialect}`, async () => {
    const house = await openTestGateway({ offer: { dialect } })
    open.push(house)
    answering(house, answer)
    const asked = house.chat(body, { dialect })
    const { usage } = JSON.parse(await asked.text) as { usage: Record<string, unknown> }
    const reply = await asked.reply
    assert.equal('headers' in reply && reply.headers['x-nexorouter-cost-usd'], '0.000012')
    assert.equal(usage['cost'], 0.000_012)
    assert.equal(usage['vendor_count'], 3)
    assert.deepEqual([usage['is_byok'], usage['cost_in_usd_ticks']], [undefined, undefined])
    assert.equal((usage['cost_details'] as { output: number }).output, 0.000_005)
  })
}

const counted = { prompt_tokens: 4, total_tokens: 4, vendor_count: 3, ...cost, cost_in_usd_ticks: 10_000 }
const tasks: readonly (readonly [task: TaskName, body: object, answer: object])[] = [
  [
    'embeddings',
    { input: ['a'] },
    { object: 'list', data: [{ object: 'embedding', index: 0, embedding: [1] }], model: 'm', usage: counted },
  ],
  ['rerank', { query: 'a', documents: ['x'] }, { results: [{ index: 0, relevance_score: 0.5 }], usage: counted }],
  ['moderations', { input: 'a' }, { id: 'x', model: 'm', results: [{ flagged: false }], usage: counted }],
]

for (const [task, body, answer] of tasks) {
  test(`what a provider charges for a task stays with the operator: ${task}`, async () => {
    const capabilities = new Set(['embeddings', 'rerank', 'moderation'] as const)
    const house = await openTestGateway({ model: { capabilities } })
    open.push(house)
    answering(house, answer)
    const { usage } = JSON.parse(await house.chat({ model: 'test-model', ...body }, { task }).text) as { usage: Record<string, unknown> }
    assert.equal(usage['vendor_count'], 3)
    assert.deepEqual([usage['is_byok'], usage['cost_in_usd_ticks']], [undefined, undefined])
    assert.notEqual(usage['cost'], cost.cost)
    assert.notDeepEqual(usage['cost_details'], cost.cost_details)
  })
}
