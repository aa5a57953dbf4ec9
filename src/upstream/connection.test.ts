// What a socket owes its exchange to the last byte, and when it may serve another one. Real sockets.
import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { after, test } from 'node:test'
import { ask, body, closeAll, tcp, upstream } from './cases/loopback.ts'
import { collectBody } from './collect-body.ts'
import { Connection } from './connection.ts'
import type { UpstreamFault } from './send.ts'

after(closeAll)

const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'

test('a paused exchange gets every chunk and the proper end of a server that has said goodbye meanwhile', async () => {
  const server = await tcp((socket) => void socket.end(`${chunked}1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n`))
  const exchange = upstream().send(ask(server.port))
  await exchange.head
  const result = await body(exchange, () => {
    exchange.pause()
    setTimeout(() => exchange.resume(), 30)
  })
  assert.deepEqual(result, { text: 'abc', failure: null, endings: 1 })
})

test('a paused exchange whose server went away in the middle is truncated, behind the bytes that did arrive', async () => {
  const server = await tcp((socket) => void socket.end(`${chunked}1\r\na\r\n1\r\nb\r\n`))
  const exchange = upstream().send(ask(server.port))
  await exchange.head
  const result = await body(exchange, () => {
    exchange.pause()
    setTimeout(() => exchange.resume(), 30)
  })
  assert.deepEqual([result.text, result.failure?.kind, result.endings], ['ab', 'truncated', 1])
})

test('bytes behind an answer that was paused at its end never answer the next request', async () => {
  let turn = 0
  const server = await tcp((socket) => {
    turn += 1
    if (turn > 1) return void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nright')
    socket.write(`${chunked}1\r\na\r\n1\r\nb\r\n0\r\n\r\n`)
    setTimeout(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nwrong'), 10)
  })
  const { send } = upstream()
  const first = send(ask(server.port))
  await first.head
  const next = new Promise<string>((resolve) => {
    first.read({
      bytes: () => first.pause(),
      end: () => void body(send(ask(server.port))).then(({ text }) => resolve(text)),
      fail: ({ kind }) => resolve(kind),
    })
  })
  for (let turns = 0; turns < 3; turns += 1) {
    await sleep(40)
    first.resume()
  }
  assert.equal(await next, 'right')
})

test('an answer that can have no body ends with its head, whatever its fields say', async () => {
  const server = await tcp((socket) => void socket.write('HTTP/1.1 204 No Content\r\ntransfer-encoding: chunked\r\n\r\n'))
  const exchange = upstream().send(ask(server.port))
  assert.equal((await exchange.head).status, 204)
  assert.deepEqual(await body(exchange), { text: '', failure: null, endings: 1 })
})

test('a server that says close in one of two fields is not asked again on that socket', async () => {
  const server = await tcp((socket) =>
    socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nok'),
  )
  const { send, counts } = upstream()
  assert.equal((await body(send(ask(server.port)))).text, 'ok')
  assert.equal(counts().idle, 0)
})

test('a body of many small chunks is collected whole, and one beyond the limit is refused as too large', async () => {
  const server = await tcp((socket) => {
    socket.write(chunked)
    for (let at = 0; at < 3_000; at++) socket.write(`5\r\n${String(at).padStart(5, '0')}\r\n`)
    socket.write('0\r\n\r\n')
  })
  const { send } = upstream()
  const whole = send(ask(server.port))
  await whole.head
  const wanted = Array.from({ length: 3_000 }, (_, at) => String(at).padStart(5, '0')).join('')
  assert.equal((await collectBody(whole, 15_000)).toString(), wanted)
  const large = send(ask(server.port))
  await large.head
  await assert.rejects(collectBody(large, 14_999), (error: Error) => error.message === 'too_large')
})

test('bytes that come before a request was written never answer it, and it is not written behind them', async () => {
  const asked: string[] = []
  const server = await tcp((socket, bytes) => {
    asked.push(bytes.toString().split('\r\n')[0] ?? '')
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
  })
  const sockets: Socket[] = []
  const connection = new Connection({
    connect(done) {
      const socket = connect(server.port, '127.0.0.1', () => done(null, socket))
      sockets.push(socket)
      return socket
    },
    rested() {},
    lost() {},
  })
  const first = connection.start('GET /first HTTP/1.1\r\n\r\n', null, 1_000)
  assert.equal((await first.head).status, 200)
  await collectBody(first, 10)
  const second = connection.start('GET /second HTTP/1.1\r\n\r\n', null, 1_000)
  sockets[0]?.emit('data', Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\npoison'))
  await assert.rejects(second.head, (fault: UpstreamFault) => fault.failure.kind === 'reset_before_headers')
  await sleep(20)
  assert.deepEqual(asked, ['GET /first HTTP/1.1'])
})
