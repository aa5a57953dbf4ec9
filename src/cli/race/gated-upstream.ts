// A provider on loopback behind a gate: while it is shut, every call waits. Answers with tokens that differ from call to call. Knows no money.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { createServer } from '../../base/node-http.ts'

export interface GatedUpstream {
  /** `http://127.0.0.1:<port>/v1` */
  readonly baseUrl: string
  shut(): void
  open(): void
  /** Calls that stand before the gate. */
  waiting(): number
  /** Calls that ever arrived. */
  arrived(): number
  /** Heard whenever a call arrives. */
  onArrival(listener: () => void): void
  close(): Promise<void>
}

export async function startGatedUpstream(): Promise<GatedUpstream> {
  let gate: PromiseWithResolvers<void> | null = null
  let waiting = 0
  let arrived = 0
  let heard: () => void = () => {}

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await drain(request)
    arrived += 1
    const number = arrived
    if (gate !== null) {
      waiting += 1
      heard()
      await gate.promise
      waiting -= 1
    }
    const text = JSON.stringify(completion(number))
    response.writeHead(200, { 'content-type': 'application/json' }).end(text)
  }

  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    shut() {
      gate ??= Promise.withResolvers()
    },
    open() {
      gate?.resolve()
      gate = null
    },
    waiting: () => waiting,
    arrived: () => arrived,
    onArrival(listener) {
      heard = listener
    },
    async close() {
      gate?.resolve()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function drain(request: IncomingMessage): Promise<void> {
  request.resume()
  await once(request, 'end')
}

/** 200 to 999 tokens of output, the same for the same number. */
function completion(number: number): object {
  const tokens = 200 + ((number * 7_919) % 800)
  return {
    id: `call-${number}`,
    object: 'chat.completion',
    created: 0,
    model: 'race',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Done.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 12, completion_tokens: tokens, total_tokens: tokens + 12 },
  }
}
