// Where a Messages request asks for a prompt cached for an hour, and what the answer says of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRequest } from './read-request.ts'
import { readUsage } from './usage.ts'

const hour = { type: 'ephemeral', ttl: '1h' }
const text = (cache_control?: object) => ({ type: 'text', text: 'x', ...(cache_control && { cache_control }) })

function extrasOf(fields: object): unknown {
  const body = { model: 'm', max_tokens: 5, messages: [{ role: 'user', content: 'x' }], ...fields }
  const request = readRequest(Buffer.from(JSON.stringify(body)), { depthMax: 64, valuesMax: 10_000 })
  assert.ok(request.ok, JSON.stringify(request))
  return request.value.extras?.map(({ kind, param }) => `${kind} ${param}`)
}

const rows: readonly [string, object, string | undefined][] = [
  ['nowhere', {}, undefined],
  ['five minutes', { system: [text({ type: 'ephemeral' })], cache_control: { type: 'ephemeral', ttl: '5m' } }, undefined],
  ['the request', { cache_control: hour }, 'cache_control'],
  ['a tool', { tools: [{ name: 'a' }, { name: 'b', cache_control: hour }] }, 'tools[1].cache_control'],
  ['the system', { system: [text(hour)] }, 'system[0].cache_control'],
  ['a message', { messages: [{ role: 'user', content: [text(), text(hour)] }] }, 'messages[0].content[1].cache_control'],
  [
    'what a tool gave back',
    { messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: [text(hour)] }] }] },
    'messages[0].content[0].content[0].cache_control',
  ],
]
for (const [sentence, fields, param] of rows) {
  test(`an hour-long cache is asked for: ${sentence}`, () => assert.deepEqual(extrasOf(fields), param && [`hour_long_cache ${param}`]))
}

test('the answer says how much of what was written lives an hour', () => {
  const usage = { input_tokens: 1, output_tokens: 2, cache_creation_input_tokens: 10 }
  assert.equal(readUsage(usage)?.details, undefined)
  assert.equal(readUsage({ ...usage, cache_creation: { ephemeral_1h_input_tokens: 4 } })?.details?.cacheWrite1h, 4)
  assert.equal(readUsage({ ...usage, cache_creation: { ephemeral_1h_input_tokens: 99 } })?.details?.cacheWrite1h, 10)
})
