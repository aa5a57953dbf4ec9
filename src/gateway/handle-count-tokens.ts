// How many input tokens a request has, in the two dialects that can ask: the provider's own count where it has one, else ours, which says so. Holds and charges nothing.
import { bufferOf } from '../base/byte-text.ts'
import { spliceJson } from '../base/json-splice.ts'
import { refuse, type Result } from '../base/result.ts'
import type { Model } from '../catalog/model.ts'
import type { Offer } from '../catalog/offer.ts'
import type { ChatRequest } from '../contract/chat.ts'
import { problem, type Problem } from '../contract/problems.ts'
import type { WireName } from '../contract/tasks.ts'
import { promptTokensEstimate } from '../pricing/bound.ts'
import { UpstreamFault, type UpstreamTarget } from '../upstream/send.ts'
import { promptShape } from './admit.ts'
import { authenticate } from './authenticate.ts'
import type { Call, Reply } from './call.ts'
import { CredentialTurns } from './credential-turns.ts'
import { answerWithin } from '../upstream/collect-body.ts'
import type { GatewayDeps } from './deps.ts'
import { findModel } from './find-model.ts'
import { hopHeader, isCircle, nextHops } from './hops.ts'
import { limitHeaders } from './limit-headers.ts'
import type { Live } from './live.ts'
import { readChat } from './read-chat.ts'
import type { Asked } from './story.ts'

/** A count is one number; a provider that takes longer than this for it is not waited for. */
const countMs = 10_000
const countBytesMax = 65_536
/** What wraps a request is a name and white space. */
const wrapBytesMax = 4_096

export async function handleCountTokens(call: Call, asked: Asked, deps: GatewayDeps, live: Live): Promise<Reply> {
  const caller = await authenticate(call, deps, live.authFailures)
  if (!caller.ok) return { kind: 'problem', problem: caller.problem.problem, headers: {} }
  const { key, accountId, keyLimits, accountLimits } = caller.value
  const subject = { id: key.id, limits: keyLimits }
  const account = { id: accountId, limits: accountLimits }
  const read = await readCount(call, asked, deps, live)
  if (!read.ok) return { kind: 'problem', problem: read.problem, headers: {} }
  const model = findModel(read.value.model, caller.value, deps)
  if (!model.ok) return { kind: 'problem', problem: model.problem, headers: {} }
  // It costs nobody tokens, but it is a request like any other.
  const verdict = deps.limiter.admit(subject, account, 0, deps.clock.now())
  if (!verdict.ok) {
    const wait = problem('rate_limit_exceeded', `More than ${verdict.limit} requests of this kind at the moment.`, {
      retryAfterMs: verdict.retryAfterMs,
    })
    return { kind: 'problem', problem: wait, headers: {} }
  }
  try {
    const headers = limitHeaders(verdict.report)
    const name = asked.client.name === 'gemini' ? 'totalTokens' : 'input_tokens'
    const exact = await providersCount(call, { client: asked.client, request: read.value, model: model.value }, deps)
    if (exact !== null) return { kind: 'json', body: JSON.stringify({ [name]: exact }), headers }
    const own = promptTokensEstimate(textShape(read.value, model.value, deps), deps.learned.medianFor(accountId, model.value.id))
    return { kind: 'json', body: JSON.stringify({ [name]: own, nexorouter: { estimated: true } }), headers }
  } finally {
    deps.limiter.release(key.id, accountId)
  }
}

/** The same body as a request for an answer; it needs no cap. Gemini may wrap it. */
async function readCount(call: Call, asked: Asked, deps: GatewayDeps, live: Live): Promise<Result<ChatRequest, Problem>> {
  const body = await call.readBody()
  if (!body.ok) return refuse(body.problem)
  return readChat(asked.named === undefined ? body.value : unwrapped(body.value), asked, deps, live)
}

/** A body that is one member is taken out of it by its two ends: what lies between may be long, and is read elsewhere. */
function unwrapped(body: Buffer): Buffer {
  const [head] = /^\s*\{\s*"generateContentRequest"\s*:\s*(?=\{)/.exec(body.toString('latin1', 0, wrapBytesMax)) ?? []
  if (head === undefined) return body
  const [tail] = /\}\s*\}\s*$/.exec(body.toString('latin1', Math.max(head.length, body.length - wrapBytesMax))) ?? []
  return tail === undefined ? body : Buffer.from(body.subarray(head.length, body.length - tail.length + 1))
}

function textShape(request: ChatRequest, model: Model, deps: GatewayDeps): ReturnType<typeof promptShape> {
  const shape = promptShape(request, model, deps)
  return { ...shape, asciiBytes: Math.max(0, shape.asciiBytes - request.frameBytes) }
}

/** A wire in which providers count, and only what callers of the same wire ask. */
interface Counter {
  readonly path: (offer: Offer) => string
  /** The caller's bytes with the provider's name of the model: nothing of the prompt is read. */
  readonly body: (request: ChatRequest, offer: Offer) => Buffer
  /** The member of the answer that holds the count. */
  readonly member: string
}

/** Only the fields that a count takes; any other is refused by the provider. */
const counted = new Set(['messages', 'system', 'tools', 'tool_choice', 'thinking', 'output_config', 'cache_control', 'context_management'])

const counters: { readonly [name in WireName]?: Counter } = {
  'anthropic-messages': {
    path: () => '/messages/count_tokens',
    body({ bytes, spans }, { upstreamModel }) {
      const text = bufferOf(bytes)
      const names = spans.map(({ nameStart, nameEnd }) => text.toString('latin1', nameStart, nameEnd))
      const left = names.filter((name) => !counted.has(name)).map((name) => [name, null] as const)
      return spliceJson(bytes, spans, new Map<string, string | null>([...left, ['model', JSON.stringify(upstreamModel)]]))
    },
    member: 'input_tokens',
  },
  gemini: {
    path: ({ upstreamModel }) => `/models/${upstreamModel}:countTokens`,
    body({ bytes, spans }, { upstreamModel }) {
      const request = spliceJson(bytes, spans, new Map([['model', JSON.stringify(`models/${upstreamModel}`)]]))
      return Buffer.concat([Buffer.from('{"generateContentRequest":'), request, Buffer.from('}')])
    },
    member: 'totalTokens',
  },
}

interface Counting extends Pick<Asked, 'client'> {
  readonly request: ChatRequest
  readonly model: Model
}

/** Null: no provider of the model counts in this wire, or it could not now. */
async function providersCount(call: Call, { client, request, model }: Counting, deps: GatewayDeps): Promise<number | null> {
  // The base URL of a provider leads back here: nobody behind it can count.
  if (isCircle(call.header(hopHeader), deps.settings.instanceId)) return null
  const counter = counters[client.name]
  const offer = model.offers.find((one) => canCount(one, client.name, deps))
  if (counter === undefined || offer === undefined) return null
  const { headers } = client.forwardHeaders((name) => call.header(name), true)
  const exchange = deps.send({
    target: targetOf(offer, deps),
    method: 'POST',
    path: counter.path(offer),
    body: counter.body(request, offer),
    headers: {
      ...headers,
      'x-client-request-id': call.requestId,
      [hopHeader]: nextHops(call.header(hopHeader), deps.settings.instanceId),
    },
    accept: 'application/json',
    bytesMax: countBytesMax,
  })
  call.onGone(() => exchange.abort())
  try {
    const { status, body } = await answerWithin(exchange, { bytesMax: countBytesMax, withinMs: countMs })
    const tokens = (JSON.parse(body.toString('utf8')) as Record<string, unknown>)[counter.member]
    return status === 200 && typeof tokens === 'number' && Number.isSafeInteger(tokens) && tokens >= 0 ? tokens : null
  } catch (error) {
    if (error instanceof UpstreamFault || error instanceof SyntaxError) return null
    throw error
  }
}

/** Not set aside, not cooling down, and at the usual paths: hosts with paths of their own count elsewhere, or not at all. */
function canCount({ id, provider, dialect, alsoSpeaks, endpoint, drained }: Offer, wire: WireName, deps: GatewayDeps): boolean {
  const speaks = dialect === wire || (alsoSpeaks?.includes(wire) ?? false)
  if (!speaks || endpoint !== undefined || drained === true || !deps.targets().has(provider)) return false
  return deps.health.of(id).coolingUntilMs <= deps.clock.now()
}

/** With the credential whose turn it is, as an answer would be asked for. */
function targetOf(offer: Offer, deps: GatewayDeps): UpstreamTarget {
  const target = deps.targets().get(offer.provider)
  if (target === undefined) throw new Error('a count was asked of a provider that is not there')
  return target.siblings === undefined ? target : new CredentialTurns(deps).targetFor(offer, target.siblings)
}
