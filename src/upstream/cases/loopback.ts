// Loopback servers and shorthand for tests of exchanges. Used by tests only.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttp, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net'
import { systemClock } from '../../base/clock.ts'
import { Secret } from '../../base/secret.ts'
import { asId } from '../../contract/ids.ts'
import { openUpstream, type Upstream, type UpstreamOptions } from '../open-upstream.ts'
import { type UpstreamExchange, type UpstreamFailure, UpstreamFault, type UpstreamRequest, type UpstreamTarget } from '../send.ts'

const clock = systemClock()

export const closers: (() => void)[] = []
/** Closes all that was opened, after the last test. */
export function closeAll(): void {
  for (const close of closers) close()
}

export async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

export async function tcp(serve: (socket: Socket, head: string) => void): Promise<{ port: number; sockets: Socket[] }> {
  const sockets: Socket[] = []
  const server = createTcp((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    let text = ''
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = text.slice(0, end)
      const length = Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0)
      if (text.length < end + 4 + length) return
      text = ''
      serve(socket, head)
    })
  })
  closers.push(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { port: await listen(server), sockets }
}

export async function http(serve: RequestListener): Promise<{ port: number; requests: IncomingMessage[]; connections: () => number }> {
  const requests: IncomingMessage[] = []
  let connections = 0
  const server = createHttp((request, response) => {
    requests.push(request)
    request.resume()
    request.on('end', () => serve(request, response))
  })
  server.on('connection', () => void (connections += 1))
  closers.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return { port: await listen(server), requests, connections: () => connections }
}

export function upstream(more: Partial<UpstreamOptions> = {}): Upstream {
  const opened = openUpstream({ connectTimeoutMs: 3_000, socketsPerOriginMax: 100, nowMs: clock.now, ...more })
  closers.push(() => void opened.close())
  return opened
}

export function target(baseUrl: string, more: Partial<UpstreamTarget> = {}): UpstreamTarget {
  return { provider: asId('acme'), baseUrl, auth: { kind: 'bearer' }, credential: new Secret('sk-test'), allowPrivate: true, ...more }
}

export function ask(to: UpstreamTarget | number, more: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return {
    target: typeof to === 'number' ? target(`http://127.0.0.1:${to}/v1`) : to,
    method: 'POST',
    path: '/chat/completions',
    body: Buffer.from('{"a":1}'),
    headers: {},
    accept: 'application/json',
    bytesMax: 1_000_000,
    ...more,
  }
}

export async function headFailure(exchange: UpstreamExchange): Promise<UpstreamFailure> {
  try {
    await exchange.head
  } catch (error) {
    assert.ok(error instanceof UpstreamFault)
    return error.failure
  }
  assert.fail('a head arrived')
}

export interface Body {
  text: string
  failure: UpstreamFailure | null
  endings: number
}

export function body(exchange: UpstreamExchange, each: (chunk: Buffer) => void = () => {}): Promise<Body> {
  return new Promise((resolve) => {
    const result: Body = { text: '', failure: null, endings: 0 }
    const finish = (failure: UpstreamFailure | null): void => {
      result.failure = failure
      result.endings += 1
      // One turn later, so that a second ending would be seen.
      setImmediate(() => resolve(result))
    }
    exchange.read({
      bytes(chunk) {
        assert.equal(result.endings, 0)
        result.text += chunk.toString()
        each(chunk)
      },
      end: () => finish(null),
      fail: finish,
    })
  })
}

export const json = (response: ServerResponse, text: string): void =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(text)
