// One answer is read the same however its bytes are cut, and what can be read in two ways is refused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AnswerHead } from './answer-head.ts'
import { AnswerParser, type AnswerSink } from './answer-parser.ts'

interface Read {
  head: AnswerHead | null
  body: string
  /** `clean`, `unclean` or `broken`; null while it goes on. */
  end: string | null
  /** What the end of the connection would mean. */
  atEnd: string
}

/** Feeds the pieces; with `pauseEvery`, the reader wants nothing after every so many calls until it is asked to go on. */
function read(pieces: readonly Buffer[], pauseEvery = 0): Read {
  const result: Read = { head: null, body: '', end: null, atEnd: '' }
  let calls = 0
  const sink: AnswerSink & { wantsBytes: boolean } = {
    wantsBytes: true,
    headArrived(head) {
      result.head = head
      called()
    },
    bytesArrived(chunk) {
      result.body += chunk.toString('latin1')
      called()
    },
    answerEnded(clean: boolean) {
      result.end = clean ? 'clean' : 'unclean'
      sink.wantsBytes = false
    },
    answerBroken() {
      result.end = 'broken'
      sink.wantsBytes = false
    },
  }
  const called = (): void => {
    calls += 1
    if (pauseEvery > 0 && calls % pauseEvery === 0) sink.wantsBytes = false
  }
  const parser = new AnswerParser(() => sink)
  parser.begin()
  for (const piece of pieces) {
    parser.push(piece)
    while (!sink.wantsBytes && result.end === null) {
      sink.wantsBytes = true
      parser.resume()
    }
    if (result.end !== null) break
  }
  result.atEnd = parser.endOfBytes()
  return result
}

function cut(text: string, sizes: readonly number[]): Buffer[] {
  const bytes = Buffer.from(text, 'latin1')
  const pieces: Buffer[] = []
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return pieces
}

const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n'
const interim = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'
const answers: [string, string, string][] = [
  ['a length', `${head}content-length: 11\r\n\r\nhello world`, 'hello world'],
  ['no body', 'HTTP/1.1 204 No Content\r\n\r\n', ''],
  ['a length of nothing', `${head}content-length: 0\r\n\r\n`, ''],
  ['chunks', `${head}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`, 'hello world'],
  [
    'chunks with extensions, blanks and trailers',
    `${head}Transfer-Encoding: Chunked\r\n\r\n00B ;a="b"\r\nhello\r\nworl\r\n1   \r\nd\r\n0\r\nx-sum: 1\r\nx-more: 2\r\n\r\n`,
    'hello\r\nworld',
  ],
  ['interim answers in front', `${interim}${head}content-length: 11\r\n\r\nHTTP/1.1 10`, 'HTTP/1.1 10'],
]
for (const [name, text, body] of answers) {
  test(`an answer with ${name} is read the same at every cut and every pause`, () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 3 }), (cuts, pauseEvery) => {
        const seen = read(cut(text, cuts), pauseEvery)
        assert.deepEqual([seen.body, seen.end, seen.head?.status], [body, 'clean', text.includes(' 204 ') ? 204 : 200])
      }),
    )
  })
}

test('a body without a length ends with its connection, and that connection is not used again', () => {
  const seen = read(cut(`${head}\r\nhello`, [7]))
  assert.deepEqual([seen.body, seen.end, seen.atEnd, seen.head?.keepAlive], ['hello', null, 'complete', false])
})

test('the end of the connection in a head, a length or a chunk cuts the answer', () => {
  for (const text of ['HTTP/1.1 2', `${head}content-length: 9\r\n\r\nabc`, `${head}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n`])
    assert.equal(read([Buffer.from(text)]).atEnd, 'truncated', text)
})

const keeping: [string, boolean][] = [
  ['HTTP/1.1 200 OK\r\ncontent-length: 0', true],
  ['HTTP/1.1 200 OK\r\nconnection: Close\r\ncontent-length: 0', false],
  ['HTTP/1.0 200 OK\r\ncontent-length: 0', false],
  ['HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 0', true],
]
for (const [text, keep] of keeping) {
  test(`${JSON.stringify(text)} leaves the connection ${keep ? 'open' : 'to be closed'}`, () => {
    assert.equal(read([Buffer.from(`${text}\r\n\r\n`)]).end, keep ? 'clean' : 'unclean')
  })
}

test('bytes after the answer make its connection unusable', () => {
  assert.equal(read([Buffer.from(`${head}content-length: 1\r\n\r\naHTTP/1.1 200 OK\r\n`)]).end, 'unclean')
})

test("the server's own hint of how long it keeps a connection is read", () => {
  const hint = (value: string): number | null | undefined =>
    read([Buffer.from(`${head}content-length: 0\r\nKeep-Alive: ${value}\r\n\r\n`)]).head?.keepAliveSeconds
  assert.deepEqual([hint('timeout=5'), hint('max=100, timeout=75'), hint('nonsense')], [5, 75, null])
})

const broken: Record<string, string> = {
  'another protocol': 'SSH-2.0-x\r\n\r\n',
  'a future version': 'HTTP/2.0 200 OK\r\n\r\n',
  'a status of two digits': 'HTTP/1.1 20 OK\r\n\r\n',
  'an upgrade': 'HTTP/1.1 101 Switching Protocols\r\n\r\n',
  'a line feed alone': 'HTTP/1.1 200 OK\nx: 1\r\n\r\n',
  'a field that goes on in the next line': 'HTTP/1.1 200 OK\r\nx: 1\r\n 2\r\n\r\n',
  'a blank before the colon': 'HTTP/1.1 200 OK\r\ncontent-length : 3\r\n\r\nabc',
  'a field without a colon': 'HTTP/1.1 200 OK\r\ncontent-length\r\n\r\n',
  'a control character': 'HTTP/1.1 200 OK\r\nx: a\u0000b\r\n\r\n',
  'two lengths': `${head}content-length: 1\r\ncontent-length: 1\r\n\r\na`,
  'a list of lengths': `${head}content-length: 1, 1\r\n\r\na`,
  'a length with a sign': `${head}content-length: +1\r\n\r\na`,
  'a length in hexadecimal': `${head}content-length: 0x1\r\n\r\na`,
  'a length beside chunks': `${head}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  'chunks beneath another coding': `${head}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
  'a transfer coding said twice': `${head}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  'a chunk size with a sign': `${head}transfer-encoding: chunked\r\n\r\n-1\r\n\r\n`,
  'no chunk size': `${head}transfer-encoding: chunked\r\n\r\n\r\nabc`,
  'a chunk size beyond any chunk': `${head}transfer-encoding: chunked\r\n\r\n1000000000\r\n`,
  'a chunk longer than its size': `${head}transfer-encoding: chunked\r\n\r\n1\r\nabc\r\n`,
  'a chunk size ended by a line feed alone': `${head}transfer-encoding: chunked\r\n\r\n1\nabc`,
  'an extension that never ends': `${head}transfer-encoding: chunked\r\n\r\n1;${'a'.repeat(20_000)}`,
  'trailers that never end': `${head}transfer-encoding: chunked\r\n\r\n0\r\n${'a: b\r\n'.repeat(5_000)}`,
  'a head that never ends': `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(70_000)}`,
  'interim answers that never end': 'HTTP/1.1 103 Early Hints\r\nx: 1\r\n\r\n'.repeat(4_000),
}
for (const [name, text] of Object.entries(broken)) {
  test(`${name} is no answer`, () => assert.equal(read(cut(text, [4_099])).end, 'broken'))
}

test('no bytes make it throw, or give more body than there were bytes', () => {
  const words = fc.constantFrom(
    'HTTP/1.1 200 OK\r\n',
    'content-length: 5\r\n',
    'transfer-encoding: chunked\r\n',
    '\r\n',
    '5\r\n',
    'hello',
    '0\r\n',
    '\r',
    '\n',
    ';',
    'ff',
    'x: y\r\n',
  )
  fc.assert(
    fc.property(
      fc.array(fc.oneof(words, fc.string({ maxLength: 6 })), { maxLength: 20 }),
      fc.integer({ min: 1, max: 9 }),
      (parts, size) => {
        const text = parts.join('')
        assert.ok(read(cut(text, [size])).body.length <= text.length)
      },
    ),
  )
})
