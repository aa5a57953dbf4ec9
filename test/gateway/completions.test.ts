// The older completions through one gateway: passed to a provider that has them, asked as a conversation of any other, or refused by name.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { DialectName } from '../../src/contract/dialects.ts'
import { nanoPerToken, openTestGateway, type TestGateway } from './open-test-gateway.ts'

const open: TestGateway[] = []
async function gatewayOver(dialect: DialectName, passes: boolean): Promise<TestGateway> {
  const gateway = await openTestGateway({ offer: { dialect, ...(passes && { alsoSpeaks: ['openai-completions'] }) } })
  open.push(gateway)
  return gateway
}
after(() => Promise.all(open.map((gateway) => gateway.close())))

const asked = { model: 'test-model', prompt: 'Once', max_tokens: 50 }
const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }
const envelope = { id: 'cmpl-1', object: 'text_completion', created: 7, model: 'upstream-model' }
const choice = { text: ' upon a time', index: 0, logprobs: null, finish_reason: 'stop' }

function answering(house: TestGateway, body: string, type: string): void {
  const head = `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\nconnection: close\r\n\r\n`
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: head + body, then: 'end' } })
}

function sentBy(house: TestGateway): { path: string; body: Record<string, unknown> } {
  const [call] = house.providers[0]?.calls ?? []
  return { path: call?.path ?? '', body: JSON.parse(call?.bodyText ?? '{}') as Record<string, unknown> }
}

test('a provider that has them gets the request as it came, several prompts at once too', async () => {
  const house = await gatewayOver('openai-chat', true)
  const answer = { ...envelope, choices: [choice, { ...choice, index: 1 }], usage }
  answering(house, JSON.stringify(answer), 'application/json')
  const body = { ...asked, prompt: ['Once', 'Twice'], suffix: 'end', best_of: 2, vendor: 'x' }
  const call = house.chat(body, { task: 'completion' })
  assert.deepEqual(JSON.parse(await call.text), { ...answer, model: 'test-model' })
  assert.match(sentBy(house).path, /[^t]\/completions$/)
  assert.deepEqual(sentBy(house).body, { ...body, model: 'upstream-model' })
  const record = house.settled.at(-1)?.record
  assert.equal(record?.costNano, 5n * nanoPerToken)
  // Two candidates of two prompts, fifty tokens each.
  assert.ok((record?.holdNano ?? 0n) >= 200n * nanoPerToken)
  await house.assertAtRest()
})

test('its stream passes, with the cost in the last event', async () => {
  const house = await gatewayOver('openai-chat', true)
  const events = [
    { ...envelope, choices: [{ ...choice, text: ' upon', finish_reason: null }] },
    { ...envelope, choices: [{ ...choice, text: ' a time' }] },
    { ...envelope, choices: [], usage },
  ]
  answering(house, `${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')}data: [DONE]\n\n`, 'text/event-stream')
  const call = house.chat({ ...asked, stream: true, stream_options: { include_usage: true } }, { task: 'completion' })
  const text = await call.text
  assert.equal(joined(text), ' upon a time')
  assert.match(text, /"total_tokens":5.*"cost":0\.000005/)
  assert.ok(text.endsWith('data: [DONE]\n\n'))
  assert.equal(sentBy(house).body['stream'], true)
  await house.assertAtRest()
})

function joined(text: string): string {
  const events = [...text.matchAll(/^data: (\{.*)$/gm)].map((match) => JSON.parse(match[1] ?? '') as { choices: { text: string }[] })
  return events.flatMap(({ choices }) => choices.map((one) => one.text)).join('')
}

test('any other provider is asked for a conversation of one message, whole and streamed', async () => {
  for (const stream of [false, true]) {
    const house = await gatewayOver('openai-chat', false)
    house.providers[0]?.script('*', { then: { kind: 'answer', text: 'upon a time' } })
    const call = house.chat({ ...asked, temperature: 0.5, echo: true, stream }, { task: 'completion' })
    const text = await call.text
    if (stream) assert.equal(joined(text), 'upon a time')
    else {
      const answer = JSON.parse(text) as { object: string; choices: object[]; usage: { completion_tokens: number } }
      assert.deepEqual(answer.choices, [{ text: 'upon a time', index: 0, logprobs: null, finish_reason: 'stop' }])
      assert.deepEqual([answer.object, answer.usage.completion_tokens], ['text_completion', 3])
    }
    const { path, body } = sentBy(house)
    assert.match(path, /\/chat\/completions$/)
    assert.deepEqual([body['temperature'], body['prompt'], body['max_tokens']], [0.5, undefined, 50])
    assert.match(JSON.stringify(body['messages']), /"role":"user".*Once/)
    const reply = await call.reply
    assert.equal('headers' in reply && reply.headers['x-nexorouter-dropped-params'], 'echo')
    await house.assertAtRest()
  }
})

const refusals: readonly [string, object, string][] = [
  ['several prompts', { prompt: ['a', 'b'] }, 'prompt'],
  ['token IDs', { prompt: [1, 2] }, 'prompt'],
  ['what follows the answer', { suffix: 'x' }, 'suffix'],
  ['no prompt', { prompt: undefined }, 'prompt'],
  ['a prompt of both kinds', { prompt: ['a', [1]] }, 'prompt'],
  ['no tokens at all', { max_tokens: 0 }, 'max_tokens'],
  ['log probabilities by a word', { logprobs: true }, 'logprobs'],
]
for (const [what, more, param] of refusals) {
  test(`refused by name where nobody has the endpoint: ${what}`, async () => {
    const house = await gatewayOver('anthropic-messages', false)
    const reply = await house.chat({ ...asked, ...more }, { task: 'completion' }).reply
    assert.ok(reply.kind === 'problem')
    assert.deepEqual([reply.problem.code, reply.problem.param], ['invalid_request', param])
    assert.equal(house.providers[0]?.calls.length, 0)
  })
}
