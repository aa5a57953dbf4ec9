// Which request heads are read here, and that everything else is left to node's parser.
import assert from 'node:assert/strict'
import test from 'node:test'
import { readPlainHead } from './plain-head.ts'

const bounds = { headerBytesMax: 1_000, headersMax: 8 }
const line = 'POST /v1/chat/completions HTTP/1.1'
const usual = ['Host: router.example', 'Content-Type: application/json', 'Content-Length: 2']

function read(lines: readonly string[], behind = '{}') {
  return readPlainHead(Buffer.from(`${lines.join('\r\n')}\r\n\r\n${behind}`, 'latin1'), bounds)
}

test('a POST with a length is read: names in lower case, values without the blanks around them', () => {
  const head = read([line, ...usual, 'X-Odd:', 'Authorization: \t Bearer a b \t', 'x-latin: \xe9'])
  assert.ok(head)
  assert.equal(head.url, '/v1/chat/completions')
  assert.equal(head.bodyBytes, 2)
  assert.deepEqual(
    { ...head.headers },
    {
      host: 'router.example',
      'content-type': 'application/json',
      'content-length': '2',
      'x-odd': '',
      authorization: 'Bearer a b',
      'x-latin': '\xe9',
    },
  )
  const bytes = Buffer.from(`${[line, ...usual].join('\r\n')}\r\n\r\n{}`)
  assert.equal(bytes.toString('utf8', readPlainHead(bytes, bounds)?.headBytes), '{}')
})

test('a field may be called anything, __proto__ too', () => {
  assert.equal(read([line, ...usual, '__proto__: x'])?.headers['__proto__'], 'x')
})

const other: readonly (readonly [why: string, lines: readonly string[]])[] = [
  ['another method', ['GET /v1/models HTTP/1.1', 'Host: a']],
  ['a method in lower case', [line.replace('POST', 'post'), ...usual]],
  ['a path of the control API', ['POST /control/v1/keys HTTP/1.1', ...usual]],
  ['a query', ['POST /v1/chat/completions?a=b HTTP/1.1', ...usual]],
  ['an escape in the path', ['POST /v1/chat%2fcompletions HTTP/1.1', ...usual]],
  ['a target with a host', ['POST http://a/v1/chat/completions HTTP/1.1', ...usual]],
  ['HTTP/1.0', ['POST /v1/chat/completions HTTP/1.0', ...usual]],
  ['two blanks in the request line', ['POST  /v1/chat/completions HTTP/1.1', ...usual]],
  ['an empty line in front', ['', line, ...usual]],
  ['no host', [line, ...usual.slice(1)]],
  ['two hosts', [line, ...usual, 'Host: b']],
  ['no length', [line, ...usual.slice(0, 2)]],
  ['a length of nothing', [line, usual[0] as string, 'Content-Length: 0']],
  ['two lengths', [line, ...usual, 'content-length: 2']],
  ['a list of lengths', [line, usual[0] as string, 'Content-Length: 2, 2']],
  ['a signed length', [line, usual[0] as string, 'Content-Length: +2']],
  ['a length in another base', [line, usual[0] as string, 'Content-Length: 0x2']],
  ['a length that begins with 0', [line, usual[0] as string, 'Content-Length: 02']],
  ['a length of ten digits', [line, usual[0] as string, 'Content-Length: 1000000000']],
  ['chunks beside a length', [line, ...usual, 'Transfer-Encoding: chunked']],
  ['a client that waits for 100 Continue', [line, ...usual, 'Expect: 100-continue']],
  ['an offer of another protocol', [line, ...usual, 'Upgrade: h2c']],
  ['a connection that is to be closed', [line, ...usual, 'Connection: close']],
  ['more connection options', [line, ...usual, 'Connection: keep-alive, x-a']],
  ['trailers', [line, ...usual, 'TE: trailers']],
  ['any name twice', [line, ...usual, 'x-a: 1', 'X-A: 2']],
  ['a folded line', [line, ...usual, 'x-a: 1', ' 2']],
  ['a blank before the colon', [line, ...usual, 'x-a : 1']],
  ['a line without a colon', [line, ...usual, 'x-a']],
  ['a line end of one character', [line, ...usual, 'x-a: 1\nx-b: 2']],
  ['a carriage return in a value', [line, ...usual, 'x-a: 1\rx-b: 2']],
  ['a zero byte', [line, ...usual, 'x-a: 1\0']],
  ['more headers than are taken', [line, ...usual, 'a: 1', 'b: 1', 'c: 1', 'd: 1', 'e: 1', 'f: 1']],
  ['a head larger than is taken', [line, ...usual, `x-a: ${'a'.repeat(1_000)}`]],
]

for (const [why, lines] of other) {
  test(`not read here: ${why}`, () => {
    assert.equal(read(lines), undefined)
  })
}

test('a head that is not complete is not read here, wherever it breaks off', () => {
  const whole = `${[line, ...usual].join('\r\n')}\r\n\r\n`
  for (let length = 0; length < whole.length; length++) {
    assert.equal(readPlainHead(Buffer.from(whole.slice(0, length)), bounds), undefined, `${length} bytes`)
  }
})

/** Heads that follow one another on a connection, each like the one before but for a detail. */
const followers: readonly (readonly [what: string, lines: readonly string[]])[] = [
  ['the same', [line, ...usual, 'x-b: 1']],
  ['a longer body', [line, usual[0] as string, usual[1] as string, 'Content-Length: 12345', 'x-b: 1']],
  ['blanks around the length', [line, usual[0] as string, usual[1] as string, 'Content-Length: \t 77 \t', 'x-b: 1']],
  ['another length between the blanks', [line, usual[0] as string, usual[1] as string, 'Content-Length: \t 1 \t', 'x-b: 1']],
  ['another path', ['POST /v1/embeddings HTTP/1.1', ...usual, 'x-b: 1']],
  ['another value behind the length', [line, ...usual, 'x-b: 2']],
  ['one more line behind it', [line, ...usual, 'x-b: 1', 'x-c: 1']],
  ['one line less', [line, ...usual]],
  ['the length at the end', [line, 'x-b: 1', ...usual]],
  ['a number where the length was', [line, usual[0] as string, usual[1] as string, 'Content-Lengthy: 9', 'Content-Length: 2']],
  ['digits behind the length', [line, ...usual, '1: 1']],
  ['a line end where digits were', [line, usual[0] as string, usual[1] as string, 'Content-Length: 2', '2: 2', 'x-b: 1']],
  ...other,
]

test('a head that differs from the last one of its connection only in the length is read as if it were the first', () => {
  const bytesOf = (lines: readonly string[]): Buffer => Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  for (const [before, one] of followers) {
    const last = readPlainHead(bytesOf(one), bounds)
    for (const [what, two] of followers) {
      const first = readPlainHead(bytesOf(two), bounds)
      assert.deepEqual(readPlainHead(bytesOf(two), bounds, last), first, `${what} after ${before}`)
    }
    if (last !== undefined) assert.deepEqual(readPlainHead(bytesOf(one), bounds), last, `${before} is not changed by what follows it`)
  }
})

test('only the length is read of a head that is otherwise the same', () => {
  const last = read([line, ...usual, 'Authorization: Bearer a'])
  const next = readPlainHead(
    Buffer.from(`${[line, usual[0], usual[1], 'Content-Length: 10', 'Authorization: Bearer a'].join('\r\n')}\r\n\r\n`),
    bounds,
    last,
  )
  assert.equal(next?.bodyBytes, 10)
  assert.equal(next?.headers['content-length'], '10')
  assert.equal(last?.headers['content-length'], '2')
  assert.equal(next?.headers['__proto__'], undefined)
})
