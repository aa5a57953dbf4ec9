// A server over real sockets for the tests of this folder, with handlers they choose. Not part of the product.
import { connect } from 'node:net'
import { systemClock } from '../base/clock.ts'
import { uuid7 } from '../base/uuid7.ts'
import { asId } from '../contract/ids.ts'
import type { Reply } from '../gateway/call.ts'
import { defaultHttpLimits, type HttpLimits } from './limits.ts'
import type { DataPlane } from './routes.ts'
import { type HttpServer, type ServerOptions, startServer } from './server.ts'

export interface TestServer extends HttpServer {
  readonly url: string
  readonly logged: { fields: object; sentence: string }[]
  [Symbol.asyncDispose](): Promise<void>
}

export function json(value: unknown, headers: Record<string, string> = {}): Reply {
  return { kind: 'json', body: JSON.stringify(value), headers }
}

type TestOptions = { plane?: Partial<DataPlane>; limits?: Partial<HttpLimits> } & Partial<Omit<ServerOptions, 'dataPlane' | 'limits'>>

export async function openTestServer(options: TestOptions = {}): Promise<TestServer> {
  const { plane, limits, ...more } = options
  const clock = systemClock()
  const logged: { fields: object; sentence: string }[] = []
  const log = (fields: object, sentence: string): void => void logged.push({ fields, sentence })
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    limits: { ...defaultHttpLimits, ...limits },
    trustProxyHops: 0,
    clock,
    log: { debug: log, info: log, warn: log, error: log },
    newRequestId: () => asId(uuid7(clock.now())),
    dataPlane: {
      chat: async (call) => {
        if (!call.credential.ok) return { kind: 'problem', problem: call.credential.problem, headers: {} }
        const body = await call.readBody()
        return body.ok ? json({ bytes: body.value.length }) : { kind: 'problem', problem: body.problem, headers: {} }
      },
      completion: async () => json({}),
      task: async (_call, task) => json({ task }),
      gemini: async (_call, target) => json(target),
      keptResponse: async () => json({}),
      countTokens: async () => json({ input_tokens: 1 }),
      models: async () => json({ object: 'list', data: [] }),
      model: async (_call, id) => json({ id }),
      generation: async (_call, id) => json({ id }),
      key: async () => json({}),
      ...plane,
    },
    control: { fetch: (_request, env) => Response.json({ id: env.requestId }) },
    publicUrl: () => 'https://router.example.com',
    dashboard: new Map([['index.html', { type: 'text/html; charset=utf-8', bytes: Buffer.from('<p>hello') }]]),
    metrics: { text: () => '# no figures\n', token: '' },
    receiptKeys: () => '{}',
    notReady: () => null,
    ...more,
  })
  return {
    ...server,
    url: `http://127.0.0.1:${server.port}`,
    logged,
    [Symbol.asyncDispose]: async () => void (await server.close(0)),
  }
}

/** Sends raw text and returns everything that comes back until the server closes, or until `until` appears. */
export function rawExchange(port: number, text: string, until?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
      if (until !== undefined && received.includes(until)) socket.destroy()
    })
    socket.on('close', () => resolve(received))
    socket.on('error', (fault) => (received === '' ? reject(fault) : resolve(received)))
    socket.write(text)
  })
}
