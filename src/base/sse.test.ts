// The splitter against the events a browser-grade parser finds.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createParser } from 'eventsource-parser'
import fc from 'fast-check'
import { sseSplitter } from './sse.ts'

function split(chunks: readonly Buffer[], limit = 1 << 20): { events: string[]; fits: boolean; pending: boolean } {
  const events: string[] = []
  const splitter = sseSplitter(limit)
  let fits = true
  for (const chunk of chunks) fits = splitter.push(chunk, (data) => events.push(data.toString())) && fits
  return { events, fits, pending: splitter.pending() }
}

const cases: readonly [string, string, string[], boolean][] = [
  ['one event', 'data: a\n\n', ['a'], false],
  ['no space after the colon', 'data:a\n\n', ['a'], false],
  ['only one space is stripped', 'data:  a\n\n', [' a'], false],
  ['lines of one event are joined by a line feed', 'data: a\ndata: b\n\n', ['a\nb'], false],
  ['carriage returns end lines', 'data: a\r\rdata: b\r\n\r\n', ['a', 'b'], false],
  ['comments, ids, names and retries are not data', ': hi\nevent: x\nid: 1\nretry: 5\ndata: a\n\n', ['a'], false],
  ['a byte order mark is stripped once', '\ufeffdata: a\n\n', ['a'], false],
  ['an unterminated last event is not an event', 'data: a\n\ndata: b', ['a'], true],
  ['an unterminated last event with its line ended is not an event', 'data: a\n\ndata: b\n', ['a'], true],
  ['an event without data is none', 'event: ping\n\ndata: a\n\n', ['a'], false],
]

for (const [name, text, events, pending] of cases) {
  test(`${name}, in one read and byte by byte`, () => {
    const bytes = Buffer.from(text)
    assert.deepEqual(split([bytes]), { events, fits: true, pending })
    assert.deepEqual(split([...bytes].map((byte) => Buffer.from([byte]))), { events, fits: true, pending })
  })
}

test('an event beyond the limit is reported, whether in one line or in many', () => {
  assert.equal(split([Buffer.from(`data: ${'x'.repeat(100)}`)], 50).fits, false)
  assert.equal(split([Buffer.from('data: xxxxxxxxxxxxxxxx\n'.repeat(10))], 50).fits, false)
})

test('any text cut anywhere gives the events that a standard parser finds', () => {
  const piece = fc.constantFrom('data: ', 'data:', 'data', 'é', '{"a":1}', '\n', '\n\n', '\r\n', '\r', ': c', 'event: x', ' ', 'id: 7')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(200), { maxLength: 6 }), (pieces, cuts) => {
      const text = pieces.join('')
      const wanted: string[] = []
      const parser = createParser({ onEvent: (event) => wanted.push(event.data) })
      // Fed whole and ended by its own last line end, so that the oracle decides the same lines.
      parser.feed(text.endsWith('\r') ? `${text}\n` : text)
      const bytes = Buffer.from(text.endsWith('\r') ? `${text}\n` : text)
      const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
      const chunks = [...places, bytes.length].map((end, index, all) => bytes.subarray(index === 0 ? 0 : all[index - 1], end))
      assert.deepEqual(split(chunks).events, wanted)
    }),
    { numRuns: 500 },
  )
})
