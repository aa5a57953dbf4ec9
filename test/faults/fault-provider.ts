// A scripted upstream for the system tests, over bare sockets, with its own log of calls. Knows nothing of the router it faces.
// As a program: node test/faults/fault-provider.ts --port N [--log FILE] [--script FILE]
// The script file is JSON: {"<model or *>": {"next": [behaviour, ...], "then": behaviour}}.
import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { parseArgs } from 'node:util'
import { systemClock } from '../../src/base/clock.ts'
import { openCallLog, type LoggedCall } from './call-log.ts'
import { openWire } from './open-wire.ts'
import { Left, play, type After } from './play-behaviour.ts'
import { createRequestReader, type WireRequest } from './read-requests.ts'
import { createScriptBook, type ModelScript } from './script-book.ts'
import type { AskedFor } from './wire-answer.ts'

export interface FaultProvider {
  /** `http://127.0.0.1:<port>/v1` */
  readonly baseUrl: string
  readonly port: number
  readonly calls: readonly LoggedCall[]
  /** Sets how calls of a model are answered; `*` is every model without a script of its own. */
  script(model: string, script: ModelScript): void
  /** Calls from now on are logged, but wait before their behaviour until `release`; one that is in a pause goes on after it. */
  hold(): void
  release(): void
  /** Resolves when so many calls in all have been logged. */
  arrived(count: number): Promise<void>
  /** Resolves when no call is under way. */
  idle(): Promise<void>
  /** Connections are refused from now on; those that are open stay. */
  stopListening(): void
  listenAgain(): Promise<void>
  close(): Promise<void>
}

export interface FaultOptions {
  readonly port?: number
  /** Calls are also appended to this file, one JSON object per line. */
  readonly logFile?: string
  /** False: calls are not kept in memory, for long runs with a file. */
  readonly keepCalls?: boolean
}

/** Starts the upstream on 127.0.0.1. */
export async function startFaultProvider(options: FaultOptions = {}): Promise<FaultProvider> {
  const clock = systemClock()
  const log = openCallLog({ ...(options.logFile === undefined ? {} : { file: options.logFile }), keep: options.keepCalls ?? true })
  const book = createScriptBook()
  const sockets = new Set<Socket>()
  let gate: PromiseWithResolvers<void> | null = null
  let callCount = 0

  async function answer(request: WireRequest, socket: Socket): Promise<After> {
    if (request.method === 'GET' && request.path === '/v1/models') return playModels(socket)
    callCount += 1
    const { asked, call } = readCall(request, callCount, clock.now())
    const behaviour = book.take(asked.model)
    const wire = openWire(socket, {
      authorization: request.headers['authorization'] ?? '',
      stopListening: listener.stop,
      held: () => gate?.promise,
    })
    log.begin(call)
    try {
      if (gate !== null) await Promise.race([gate.promise, wire.untilLeft()])
      const after = await play(behaviour, asked, wire)
      call.completedAt = clock.now()
      return after
    } catch (error) {
      if (!(error instanceof Left)) throw error
      call.aborted = true
      call.abortedAt = clock.now()
      return 'end'
    } finally {
      call.bytesSent = wire.bytesSent()
      wire.done()
      log.end(call)
    }
  }

  const listener = createListener((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    serve(socket, (request) => answer(request, socket))
  })
  const port = await listener.start(options.port ?? 0)
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    port,
    calls: log.calls,
    script: book.set,
    hold: () => void (gate ??= Promise.withResolvers<void>()),
    release() {
      gate?.resolve()
      gate = null
    },
    arrived: log.arrived,
    idle: log.idle,
    stopListening: listener.stop,
    async listenAgain() {
      await listener.start(port)
    },
    async close() {
      listener.stop()
      for (const socket of sockets) socket.destroy()
      await log.idle()
      log.close()
    },
  }
}

/** A listening socket that can be taken away and brought back; open connections stay. */
function createListener(onSocket: (socket: Socket) => void): { start(port: number): Promise<number>; stop(): void } {
  const server = createServer({ noDelay: true }, onSocket)
  return {
    start: (port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, '127.0.0.1', () => {
          server.off('error', reject)
          resolve((server.address() as AddressInfo).port)
        })
      }),
    stop: () => void (server.listening && server.close()),
  }
}

/** Answers the requests of one connection one after the other. */
function serve(socket: Socket, answer: (request: WireRequest) => Promise<After>): void {
  let turn: Promise<unknown> = Promise.resolve()
  const reader = createRequestReader((headers) => {
    if (headers['expect'] === '100-continue') socket.write('HTTP/1.1 100 Continue\r\n\r\n')
  })
  socket.on('data', (bytes) => {
    try {
      for (const request of reader.take(bytes as Buffer)) {
        turn = turn.then(async () => {
          if (socket.destroyed) return
          if ((await answer(request)) === 'end' || request.headers['connection'] === 'close') socket.end()
        })
        turn.catch(() => socket.destroy())
      }
    } catch {
      socket.destroy()
    }
  })
}

function readCall(request: WireRequest, id: number, at: number): { asked: AskedFor; call: LoggedCall } {
  const bodyText = request.body.toString('utf8')
  const body = parsed(bodyText)
  const model = typeof body['model'] === 'string' ? body['model'] : null
  const stream = body['stream'] === true
  const cap = body['max_completion_tokens'] ?? body['max_tokens']
  const includeUsage = (body['stream_options'] as { include_usage?: unknown } | undefined)?.include_usage === true
  const requestId = request.headers['x-client-request-id'] ?? request.headers['x-request-id'] ?? null
  const { method, path, headers } = request
  return {
    asked: { model, stream, includeUsage, outputTokensMax: typeof cap === 'number' ? cap : null },
    call: {
      id,
      at,
      method,
      path,
      model,
      stream,
      headers,
      bodyText,
      requestId,
      aborted: false,
      abortedAt: null,
      bytesSent: 0,
      completedAt: null,
    },
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

async function playModels(socket: Socket): Promise<After> {
  const body = '{"object":"list","data":[{"id":"scripted","object":"model","created":1790000000,"owned_by":"scripted"}]}'
  socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
  return 'keep'
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { port: { type: 'string' }, log: { type: 'string' }, script: { type: 'string' } } })
  const provider = await startFaultProvider({
    port: Number(values.port ?? 0),
    keepCalls: false,
    ...(values.log ? { logFile: values.log } : {}),
  })
  const scripts = values.script ? (JSON.parse(readFileSync(values.script, 'utf8')) as Record<string, ModelScript>) : {}
  for (const [model, script] of Object.entries(scripts)) provider.script(model, script)
  process.stdout.write(`${JSON.stringify({ baseUrl: provider.baseUrl, pid: process.pid })}\n`)
}
