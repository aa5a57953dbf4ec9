// The built-in demo provider: simulated upstreams of four vendors' wires over real HTTP on loopback. Knows no accounts, no keys, no money, no gateway.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../base/clock.ts'
import { createServer } from '../base/node-http.ts'
import type { Secret } from '../base/secret.ts'
import type { DemoRefusal, Json } from './ask.ts'
import { answerAsk } from './answer-ask.ts'
import { demoModels, type DemoModel } from './demo-models.ts'
import { demoTasks } from './do-task.ts'
import { createPromptCache, type PromptCache } from './prompt-cache.ts'
import { readBody } from './read-body.ts'
import { sendBytes, sendJson } from './send-answer.ts'
import { spokenAt, wireOf } from './wires.ts'

export interface DemoOptions {
  readonly clock: Clock
  /** Milliseconds per token; 0 sends as fast as the reader reads. */
  readonly paceMs?: number
  /** 0: any free port. */
  readonly port?: number
  /** When given, every request must present it, in a header of any of the four vendors: other users of this machine cannot use the provider. */
  readonly credential?: Secret<string>
}

export interface DemoProvider {
  /** `http://127.0.0.1:<port>/v1`: chat completions, Responses and Messages, and all tasks. */
  readonly baseUrl: string
  /** `http://127.0.0.1:<port>/v1beta`: Gemini. */
  readonly geminiBaseUrl: string
  readonly port: number
  /** Ends open streams and frees the port. */
  close(): Promise<void>
}

/** About forty tokens a second, as people know it. */
const paceMsUsual = 25
/** Above the 20 MiB that the gateway takes, with room for what it adds. */
const bodyBytesMax = 32 * 1024 * 1024
/** Longer than a connection pool keeps an idle socket, so that the pool closes first and no request meets a closing socket. */
const keepAliveMs = 65_000
/** What answering needs. */
export interface DemoDeps extends DemoOptions {
  readonly paceMs: number
  readonly cache: PromptCache
  readonly models: ReadonlyMap<string, DemoModel>
}

/** Starts the provider on 127.0.0.1. Rejects when the port cannot be had. */
export async function startDemoProvider(options: DemoOptions): Promise<DemoProvider> {
  const models = new Map(demoModels.map((model) => [model.id, model]))
  const deps: DemoDeps = { ...options, paceMs: options.paceMs ?? paceMsUsual, cache: createPromptCache(options.clock), models }
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    handle(request, response, deps).catch(() => {
      if (response.headersSent) response.destroy()
      else sendJson(response, 500, wireOf(pathOf(request)).refusal(refusal(500, null, 'The simulated provider had an error.')))
    })
  })
  await listen(server, options.port ?? 0)
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  return { baseUrl: `${origin}/v1`, geminiBaseUrl: `${origin}/v1beta`, port, close: () => close(server) }
}

async function handle(request: IncomingMessage, response: ServerResponse, deps: DemoDeps): Promise<void> {
  const path = pathOf(request)
  const { refusal: words } = wireOf(path)
  // Refused without reading the body, so the connection cannot be used again.
  const turnAway = (problem: DemoRefusal): void => sendJson(response, problem.status, words(problem), { connection: 'close' })
  if (!allowed(request, deps.credential)) return turnAway(refusal(401, 'invalid_api_key', 'The credential is not correct.'))
  if (request.method === 'GET' && path === '/v1/models') return sendJson(response, 200, modelList())
  if (request.method === 'GET' && path === '/v1beta/models') return sendJson(response, 200, geminiModelList())
  const task = Object.hasOwn(demoTasks, path) ? demoTasks[path] : undefined
  const spoken = spokenAt(path)
  if (task === undefined && spoken === undefined) return turnAway(refusal(404, null, 'There is nothing at this address.'))
  if (request.method !== 'POST') return turnAway(refusal(405, null, 'Only POST is allowed here.'))
  const body = await readBody(request, bodyBytesMax)
  if (body === 'gone') return
  if (body === 'too_large') return turnAway(refusal(413, 'request_too_large', 'The body is too large.'))
  if (spoken !== undefined) return answerAsk(response, body.toString('utf8'), spoken, deps)
  const done = task?.(body, deps.models)
  if (done === undefined) return
  if (!done.ok) return sendJson(response, done.problem.status, words(done.problem))
  return 'json' in done.value ? sendJson(response, 200, done.value.json) : sendBytes(response, done.value)
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?')[0] ?? ''
}

function modelList(): Json {
  return {
    object: 'list',
    data: demoModels.map((model) => ({ id: model.id, object: 'model', created: model.created, owned_by: 'nexorouter-demo' })),
  }
}

function geminiModelList(): Json {
  const generation = ['generateContent', 'countTokens']
  return {
    models: demoModels.map(({ id, name, contextLength, maxOutputTokens }) => ({
      name: `models/${id}`,
      displayName: name,
      inputTokenLimit: contextLength,
      outputTokenLimit: maxOutputTokens,
      supportedGenerationMethods: generation,
    })),
  }
}

export function refusal(status: number, code: string | null, message: string, param: string | null = null): DemoRefusal {
  return { status, type: status >= 500 ? 'server_error' : 'invalid_request_error', code, message, param }
}

/** Compares digests: equal lengths, and no time that tells how much was right. */
function allowed({ headers }: IncomingMessage, credential: Secret<string> | undefined): boolean {
  if (credential === undefined) return true
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  const wanted = credential.reveal()
  const presented = [
    [headers.authorization, `Bearer ${wanted}`],
    [headers['x-api-key'], wanted],
    [headers['x-goog-api-key'], wanted],
  ] as const
  return presented.some(([given, right]) => typeof given === 'string' && timingSafeEqual(digest(given), digest(right)))
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
