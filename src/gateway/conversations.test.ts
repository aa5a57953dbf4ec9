// What tells conversations apart, and what does not change as one grows.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { topLevelSpans } from '../base/json-scan.ts'
import { createConversations, openingOf } from './conversations.ts'

function opening(body: object): string {
  const bytes = Buffer.from(JSON.stringify(body))
  return openingOf({ bytes, spans: topLevelSpans(bytes) ?? [] })
    .map((part) => Buffer.from(part).toString('utf8'))
    .join('|')
}

const system = { role: 'system', content: 'You say "user".' }
const user = { role: 'user', content: 'first' }
const assistant = { role: 'assistant', content: 'x' }

const grown: [string, object, object][] = [
  ['chat', { messages: [user] }, { messages: [user, assistant, { role: 'user', content: 'second' }] }],
  ['chat with instructions', { messages: [system, user] }, { messages: [system, user, assistant] }],
  ['Messages', { system: 's', messages: [user] }, { system: 's', messages: [user, assistant], max_tokens: 7 }],
  ['Responses', { instructions: 's', input: [user] }, { instructions: 's', input: [user, assistant] }],
  [
    'Gemini',
    { contents: [{ role: 'user', parts: [] }] },
    {
      contents: [
        { role: 'user', parts: [] },
        { role: 'model', parts: [] },
      ],
    },
  ],
]
for (const [name, first, later] of grown) {
  test(`${name}: a conversation that grew opens as it did`, () => {
    assert.equal(opening(later), opening(first))
    assert.notEqual(opening(first), '')
  })
}

test('another first turn, or other instructions, is another conversation', () => {
  const seen = new Set([
    opening({ messages: [system, user] }),
    opening({ messages: [system, { ...user, content: 'other' }] }),
    opening({ messages: [{ ...system, content: 'other' }, user] }),
    opening({ system: 's', messages: [user] }),
  ])
  assert.equal(seen.size, 4)
})

test('what is no list, is empty or is very long is cut, never an error', () => {
  for (const messages of ['text', [], [''], [[[]]], ['x'.repeat(100_000)]]) assert.ok(opening({ messages }).length <= 16_384)
})

test('a conversation is remembered for a while after its last answer', () => {
  const book = createConversations(2, 100)
  book.answered('a', 'offer-1', 0)
  assert.equal(book.offerOf('a', 100), 'offer-1')
  assert.equal(book.offerOf('a', 101), undefined)
  book.answered('a', 'offer-2', 90)
  assert.equal(book.offerOf('a', 190), 'offer-2')
})

test('the conversation that was answered longest ago makes room', () => {
  const book = createConversations(2, 100)
  for (const [one, atMs] of [
    ['a', 0],
    ['b', 0],
    ['a', 60],
    ['c', 60],
  ] as const)
    book.answered(one, one, atMs)
  assert.deepEqual(
    ['a', 'b', 'c'].map((one) => book.offerOf(one, 60)),
    ['a', undefined, 'c'],
  )
})
