// A request that was made once, in the Playground: nothing of it is lost on the way in and out again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { carryRequest, messageWords, withCarried } from './carried-request.ts'
import { chatBody, historyOf, readSettings, userMessage } from './playground.ts'

const schema = { type: 'object', properties: { city: { type: 'string' } } }
const tool = { type: 'function', function: { name: 'get_weather', parameters: schema } }
const call = { id: 'c1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Bern"}' } }
const picture = 'data:image/png;base64,AAAA'

/** What goes out when somebody opens it and asks the question that it ended with. */
function sentAgain(body: Readonly<Record<string, unknown>>): unknown {
  const carried = carryRequest(body)
  const read = readSettings(carried.settings)
  assert.ok(read.ok)
  const history = [...carried.earlier, ...historyOf([], 0), userMessage(carried.question)]
  return chatBody(String(body['model']), carried.settings, history, withCarried(read.fields, carried.settings, carried))
}

const whole = {
  model: 'm',
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'How is the weather?' },
    { role: 'assistant', content: null, tool_calls: [call] },
    { role: 'tool', tool_call_id: 'c1', content: 'sunny' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'And here?' },
        { type: 'image_url', image_url: { url: picture } },
      ],
    },
  ],
  temperature: 0.5,
  top_p: 1,
  max_tokens: 50,
  tools: [tool],
  tool_choice: 'required',
  reasoning_effort: 'low',
  response_format: { type: 'json_schema', json_schema: { name: 'weather', strict: false, schema } },
}

test('a whole request comes out as it went in', () => {
  assert.deepEqual(sentAgain(whole), whole)
  const plain = { model: 'm', messages: [{ role: 'user', content: 'Hello' }], response_format: { type: 'json_object' } }
  assert.deepEqual(sentAgain(plain), plain)
})

test('its parts stand in the fields, and a changed schema is sent instead of the carried one', () => {
  const carried = carryRequest({ ...whole, stream: true })
  const { system, temperature, topP, maxTokens, stream, tools } = carried.settings
  assert.deepEqual([system, temperature, topP, maxTokens, stream, JSON.parse(tools)], ['Be brief.', '0.5', '1', '50', true, [tool]])
  assert.deepEqual(carried.question, { text: 'And here?', images: [picture] })
  const settings = { ...carried.settings, schema: '{"type":"array"}' }
  const read = readSettings(settings)
  assert.ok(read.ok)
  const { response_format: form } = withCarried(read.fields, settings, carried) as { response_format: { json_schema: { schema: unknown } } }
  assert.deepEqual(form.json_schema.schema, { type: 'array' })
})

test('a conversation that does not end with a question is kept whole, and nothing is asked yet', () => {
  const messages = whole.messages.slice(0, 4)
  const carried = carryRequest({ model: 'm', messages })
  assert.deepEqual([carried.earlier, carried.question], [messages.slice(1), { text: '', images: [] }])
  assert.deepEqual(
    carried.earlier.map((one) => messageWords(one as never)),
    [
      { role: 'user', words: 'How is the weather?' },
      { role: 'assistant', words: 'get_weather({"city":"Bern"})' },
      { role: 'tool', words: 'sunny' },
    ],
  )
})
