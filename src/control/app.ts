// The control API as a fetch-style app: authenticate, read, run, answer, the same for every endpoint of the table. Knows no sockets.
import { type Context, Hono } from 'hono'
import { PasswordQueueFull } from '../base/password-hash.ts'
import { ok, refuse, type Result } from '../base/result.ts'
import { idempotencyHeader, originalHeader, replayHeader } from '../contract/idempotency.ts'
import { type Problem, problem } from '../contract/problems.ts'
import { openNote } from './audit/open-note.ts'
import { networkOf } from './auth-failures.ts'
import { type Gate, openGate, rateHeaders } from './admit-caller.ts'
import type { ControlDeps } from './control-deps.ts'
import type { Endpoint, Outcome, Principal, SignedInput } from './endpoint.ts'
import { endpoints } from './endpoints.ts'
import type { ControlEnv } from './environment.ts'
import { runOnce } from './idempotent-write.ts'
import type { LimitReport } from '../limits/limiter.ts'
import { StoreUnavailable } from '../ledger/store-unavailable.ts'
import { readInput } from './read-input.ts'
import { marksOf } from './sessions/flow.ts'
import { streamResponse } from './stream-response.ts'

export type ControlContext = { Bindings: ControlEnv }

/** A payment provider's event; theirs have some kilobytes. */
const signedBodyBytesMax = 262_144
/** The body of somebody unknown: a link, an address and a password, or the answer of a passkey fit, and a flood of strangers holds no memory. */
const publicBodyBytesMax = 8_192
/** Of a browser's name for itself; longer ones tell nothing more. */
const agentLengthMax = 200

/** Serves everything under /control/v1. Each request brings its own `ControlEnv`. */
export function createControlApp(deps: ControlDeps): Hono<ControlContext> {
  const app = new Hono<ControlContext>().basePath('/control/v1')
  const gate = openGate(deps)
  for (const row of endpoints) {
    app.on(row.method, row.path, async (context) => {
      const { outcome, report } = await handle(row, context, deps, gate)
      const response = respond(context, outcome)
      for (const [name, value] of report === null ? [] : rateHeaders(report)) response.headers.set(name, value)
      return response
    })
  }
  for (const path of new Set(endpoints.map((row) => row.path))) {
    const methods = endpoints.filter((row) => row.path === path).map((row) => row.method)
    const allow = methods.includes('GET') ? [...methods, 'HEAD'] : methods
    const message = `This method is not served here; use ${allow.join(' or ')}.`
    app.all(path, (context) => context.env.refuse(problem('method_not_allowed', message, { allow })))
  }
  app.notFound((context) =>
    context.env.refuse(problem('not_found', 'The control API has no such path; docs/reference/control-api.md lists them.')),
  )
  app.onError((fault, context) => {
    if (fault instanceof StoreUnavailable) {
      return context.env.refuse(problem('upstream_unavailable', 'The store takes no more work right now.', { class: 'gateway' }))
    }
    if (fault instanceof PasswordQueueFull) {
      return context.env.refuse(problem('upstream_unavailable', 'Too many people sign in at this moment.', { class: 'gateway' }))
    }
    // Anything else is our fault: the HTTP floor logs it and answers.
    throw fault
  })
  return app
}

type ControlContextOf = Context<ControlContext>

interface Handled {
  readonly outcome: Outcome
  /** What is left of the caller's limits; null: none was applied. */
  readonly report: LimitReport | null
}

async function handle(row: Endpoint, context: ControlContextOf, deps: ControlDeps, gate: Gate): Promise<Handled> {
  const { admission, report } = await gate.admit(row, context.req.raw, context.env)
  return { report, outcome: admission.ok ? await run(row, context, { deps, gate, principal: admission.value }) : admission }
}

interface Admitted {
  readonly deps: ControlDeps
  readonly gate: Gate
  readonly principal: Principal
}

async function run(row: Endpoint, context: ControlContextOf, { deps, gate, principal }: Admitted): Promise<Outcome> {
  const request = context.req.raw
  const query = new URL(request.url).searchParams
  const unknown = [...query.keys()].find((name) => name !== 'account_id' && !(row.query ?? []).includes(name))
  if (unknown !== undefined) {
    return refuse(problem('invalid_request', `unknown query parameter \`${unknown.slice(0, 100)}\``, { param: unknown.slice(0, 100) }))
  }
  const input = await inputOf(row, context.env, request)
  if (!input.ok) return input
  const { value, body } = input.value
  const id = context.req.param('id') ?? ''
  const { requestId, clientAddress: address } = context.env
  const from = { address, agent: (request.headers.get('user-agent') ?? '').slice(0, agentLengthMax) }
  const noted = { principal, input: value, id, atMs: deps.clock.now(), address, requestId }
  const audit = openNote(row, noted)
  const { failures, codes } = gate
  const marks = marksOf(request.headers.get('cookie'), deps.publicUrl)
  const call = { requestId, principal, input: value, id, query, from, marks, failures, codes, endpoints, audit }
  if (row.method === 'GET') return row.run(call, deps)
  const { pathname, search } = new URL(request.url)
  const sent = { key: request.headers.get(idempotencyHeader), target: pathname + search, body }
  const outcome = await runOnce(row, call, sent, { ...deps, store: deps.store.audited(audit) })
  // What changed nothing in the store, such as a test of a provider, was done all the same; what was answered before was noted then.
  const replay = outcome.ok && outcome.value.replayOf !== undefined
  if (outcome.ok && !replay && !audit.written && row.audits !== false) await deps.store.appendAudit(audit.draft)
  // A link or a password that does not work was a guess; each one costs the writer a transaction, or a core for a while.
  const guessed = row.scope === 'public' && !outcome.ok && isGuess(outcome.problem)
  if (guessed) failures.failed(networkOf(address), deps.clock.now())
  return outcome
}

/** A conflict that names no field is one with how this server is set up. */
function isGuess({ code, param }: Problem): boolean {
  return code === 'sign_in_failed' || (code === 'conflict' && typeof param === 'string')
}

function signedInput(env: ControlEnv, request: Request): SignedInput {
  return {
    header: (name) => request.headers.get(name) ?? '',
    async readBody() {
      const length = request.headers.get('content-length')
      if (length === null || Number(length) > signedBodyBytesMax) {
        return refuse(problem('request_too_large', `The body must say its length, at most ${signedBodyBytesMax} bytes on this path.`))
      }
      return env.readBody()
    },
  }
}

/** What was read, and the bytes that it was read from. */
interface Input {
  readonly value: unknown
  readonly body: Uint8Array
}
const nothingSent: Input = { value: {}, body: new Uint8Array() }

/** An endpoint that takes nothing may be called without a body; any body it does get is checked. */
async function inputOf(row: Endpoint, env: ControlEnv, request: Request): Promise<Result<Input, Problem>> {
  if (row.signed === 'body') return ok({ value: signedInput(env, request), body: nothingSent.body })
  if (row.input === undefined) return ok(nothingSent)
  const length = request.headers.get('content-length')
  const chunked = request.headers.has('transfer-encoding')
  const empty = (length === null || length === '0') && !chunked
  if (empty && row.input.safeParse({}).success) return ok(nothingSent)
  if (row.scope === 'public' && (chunked || Number(length) > publicBodyBytesMax)) {
    return refuse(problem('request_too_large', `The body must say its length, at most ${publicBodyBytesMax} bytes on this path.`))
  }
  const body = await env.readBody(row.bodyBytesMax)
  if (!body.ok) return body
  const input = readInput(body.value, row.input)
  return input.ok ? ok({ value: input.value, body: body.value }) : input
}

function respond(context: ControlContextOf, outcome: Outcome): Response {
  if (!outcome.ok) return context.env.refuse(outcome.problem)
  const { status, body, cookie, stream, replayOf } = outcome.value
  if (stream !== undefined) return streamResponse(stream, context.req.raw.method === 'HEAD')
  const headers = new Headers({ 'content-type': 'application/json', 'cache-control': 'no-store' })
  if (cookie !== undefined) headers.set('set-cookie', cookie)
  if (replayOf !== undefined) {
    headers.set(replayHeader, 'true')
    headers.set(originalHeader, replayOf)
  }
  return new Response(status === 204 ? null : JSON.stringify(body), { status, headers })
}
