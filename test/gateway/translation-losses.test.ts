// What a translation must not change without a word: numbers of any length, roles, and fields of any name.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestGateway, type TestGateway } from './open-test-gateway.ts'
import { hello } from './open-test-streams.ts'

const open: TestGateway[] = []
after(() => Promise.all(open.map((gateway) => gateway.close())))

function jsonOf(body: string): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

const id = '1234567890123456789'

/** A vendor of Messages that answers with a call, under an ID of nineteen digits. */
async function callingHouse(parseAsideBytes = 1_048_576): Promise<TestGateway> {
  const house = await openTestGateway({ offer: { dialect: 'anthropic-messages' }, settings: { parseAsideBytes } })
  open.push(house)
  const call = `{"type":"tool_use","id":"t1","name":"remove","input":{"id":${id}}}`
  const rest = '"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":5}'
  const body = jsonOf(`{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[${call}],${rest}}`)
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: body, then: 'end' } })
  return house
}

const called = [
  { role: 'user', content: 'remove it' },
  {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'c1', type: 'function', function: { name: 'remove', arguments: `{"id":${id}}` } }],
  },
  { role: 'tool', tool_call_id: 'c1', content: 'done' },
]

for (const [where, parseAsideBytes] of [
  ['here', 1_048_576],
  ['on another thread', 100],
] as const) {
  test(`an identifier of nineteen digits goes through a translation as it is, both ways, ${where}`, async () => {
    const house = await callingHouse(parseAsideBytes)
    const tools = `[{"type":"function","function":{"name":"remove","parameters":{"type":"object","properties":{"id":{"maximum":${id}}}}}}]`
    const body = JSON.stringify({ ...hello, messages: called }).replace(/\}$/, `,"tools":${tools}}`)
    const asked = house.chat(body)
    const answer = JSON.parse(await asked.text) as {
      choices: { message: { tool_calls: { function: { arguments: string } }[] } }[]
    }
    assert.equal(answer.choices[0]?.message.tool_calls[0]?.function.arguments, `{"id":${id}}`)
    const sent = house.providers[0]?.calls[0]?.bodyText ?? ''
    assert.ok(sent.includes(`"input":{"id":${id}}`), sent)
    assert.ok(sent.includes(`"maximum":${id}`), sent)
    await house.assertAtRest()
  })
}

test('what is left out is named in characters that a header can carry', async () => {
  const house = await callingHouse()
  const asked = house.chat({ ...hello, 'größe 日本': 1, messages: [{ role: 'wizard', content: 'abracadabra' }] })
  const reply = await asked.reply
  assert.equal(reply.kind, 'json')
  const named = 'headers' in reply ? reply.headers['x-nexorouter-dropped-params'] : undefined
  assert.deepEqual(named?.split(', ').toSorted(), ['gr\\u00f6\\u00dfe \\u65e5\\u672c', 'messages[0].role'])
})
