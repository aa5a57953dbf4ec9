// The built-in demo provider: a simulated upstream over real HTTP on loopback. Knows no accounts, no keys, no money, no gateway.
import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../base/clock.ts'
import type { Secret } from '../base/secret.ts'
import { uuid7 } from '../base/uuid7.ts'
import { completionChunks, completionJson, usageJson } from './answer-json.ts'
import { composeAnswer, type WritingBehaviour } from './compose-answer.ts'
import { countPrompt } from './count-prompt.ts'
import { demoModels, type DemoModel } from './demo-models.ts'
import { createPromptCache, type PromptCache } from './prompt-cache.ts'
import { readBody } from './read-body.ts'
import { demoTasks } from './do-task.ts'
import { readChat, type ChatAsk, type DemoRefusal, type Json } from './read-chat.ts'
import { goneSignal, sendBytes, sendEvents, sendJson, wait, type Pace } from './send-answer.ts'
import { refusalJson, sendFailure } from './send-failure.ts'

export interface DemoOptions {
  readonly clock: Clock
  /** Milliseconds per token; 0 sends as fast as the reader reads. */
  readonly paceMs?: number
  /** 0: any free port. */
  readonly port?: number
  /** When given, every request must present it as a bearer token: other users of this machine cannot use the provider. */
  readonly credential?: Secret<string>
}

export interface DemoProvider {
  /** `http://127.0.0.1:<port>/v1` */
  readonly baseUrl: string
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
/** How many steps of an answer the models that break off send first. */
const brokenSteps = 6

interface Deps extends DemoOptions {
  readonly paceMs: number
  readonly cache: PromptCache
  readonly models: ReadonlyMap<string, DemoModel>
}

/** Starts the provider on 127.0.0.1. Rejects when the port cannot be had. */
export async function startDemoProvider(options: DemoOptions): Promise<DemoProvider> {
  const models = new Map(demoModels.map((model) => [model.id, model]))
  const deps: Deps = { ...options, paceMs: options.paceMs ?? paceMsUsual, cache: createPromptCache(options.clock), models }
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    handle(request, response, deps).catch(() => {
      if (response.headersSent) response.destroy()
      else sendRefusal(response, refusal(500, null, 'The simulated provider had an error.'))
    })
  })
  await listen(server, options.port ?? 0)
  const { port } = server.address() as AddressInfo
  return { baseUrl: `http://127.0.0.1:${port}/v1`, port, close: () => close(server) }
}

async function handle(request: IncomingMessage, response: ServerResponse, deps: Deps): Promise<void> {
  if (!allowed(request, deps.credential)) return turnAway(response, refusal(401, 'invalid_api_key', 'The credential is not correct.'))
  const path = (request.url ?? '').split('?')[0]
  if (request.method === 'GET' && path === '/v1/models') return sendJson(response, 200, modelList())
  const task = demoTasks[path ?? '']
  if (task === undefined && path !== '/v1/chat/completions')
    return turnAway(response, refusal(404, null, 'There is nothing at this address.'))
  if (request.method !== 'POST') return turnAway(response, refusal(405, null, 'Only POST is allowed here.'))
  const body = await readBody(request, bodyBytesMax)
  if (body === 'gone') return
  if (body === 'too_large') return turnAway(response, refusal(413, 'request_too_large', 'The body is too large.'))
  if (task !== undefined) {
    const done = task(body, deps.models)
    if (!done.ok) return sendRefusal(response, done.problem)
    return 'json' in done.value ? sendJson(response, 200, done.value.json) : sendBytes(response, done.value)
  }
  const ask = readChat(body.toString('utf8'))
  if (!ask.ok) return sendRefusal(response, ask.problem)
  const model = deps.models.get(ask.value.model)
  if (model === undefined || model.behaviour.kind === 'task')
    return sendRefusal(response, refusal(404, 'model_not_found', 'The model does not exist.', 'model'))
  return answer(response, ask.value, { ...model, behaviour: model.behaviour }, deps)
}

/** A model that answers conversations. */
interface Conversing extends DemoModel {
  readonly behaviour: Exclude<DemoModel['behaviour'], { kind: 'task' }>
}

async function answer(response: ServerResponse, ask: ChatAsk, model: Conversing, deps: Deps): Promise<void> {
  const counted = countPrompt(ask, deps.cache, model.contextLength)
  if (counted.prompt > model.contextLength) return sendRefusal(response, tooLong(model))
  const now = deps.clock.now()
  const answerId = uuid7(now).replaceAll('-', '')
  const writing: WritingBehaviour = model.behaviour.kind === 'fail' ? 'write' : model.behaviour.kind
  const choices = composeAnswer(ask, writing, { outputTokensMax: model.maxOutputTokens, answerId })
  const usage = usageJson(counted, choices)
  const head = { id: `chatcmpl-${answerId}`, created: Math.floor(now / 1000) }
  const pace = paceOf(writing, deps.paceMs)
  response.setHeader('x-request-id', answerId)
  if (model.behaviour.kind === 'fail') {
    const events = completionChunks(head, ask, choices, usage).take(brokenSteps)
    const body = JSON.stringify(completionJson(head, ask, choices, usage))
    return sendFailure(response, model.behaviour.failure, { stream: ask.stream, events, body, pace })
  }
  if (ask.stream) return sendEvents(response, completionChunks(head, ask, choices, usage), pace, 'done')
  if (await wait(pace.firstMs * 2, goneSignal(response))) sendJson(response, 200, completionJson(head, ask, choices, usage))
}

/** The slow model takes about eight seconds to its first token at the usual pace. */
function paceOf(behaviour: WritingBehaviour, paceMs: number): Pace {
  return behaviour === 'slow' ? { firstMs: paceMs * 320, tokenMs: paceMs * 8 } : { firstMs: paceMs * 8, tokenMs: paceMs }
}

function modelList(): Json {
  return {
    object: 'list',
    data: demoModels.map((model) => ({ id: model.id, object: 'model', created: model.created, owned_by: 'nexorouter-demo' })),
  }
}

function refusal(status: number, code: string | null, message: string, param: string | null = null): DemoRefusal {
  return { status, type: status >= 500 ? 'server_error' : 'invalid_request_error', code, message, param }
}

function tooLong(model: DemoModel): DemoRefusal {
  const message = `This model's maximum context length is ${model.contextLength} tokens; the messages are longer.`
  return refusal(400, 'context_length_exceeded', message, 'messages')
}

function sendRefusal(response: ServerResponse, problem: DemoRefusal): void {
  sendJson(response, problem.status, refusalJson(problem))
}

/** Refuses without reading the body, so the connection cannot be used again. */
function turnAway(response: ServerResponse, problem: DemoRefusal): void {
  sendJson(response, problem.status, refusalJson(problem), { connection: 'close' })
}

/** Compares digests: equal lengths, and no time that tells how much was right. */
function allowed(request: IncomingMessage, credential: Secret<string> | undefined): boolean {
  if (credential === undefined) return true
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${credential.reveal()}`))
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
