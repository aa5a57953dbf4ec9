// One request to one offer in the words of chat completions, and what came back in the same words. Knows no probe and no money.
import type { Clock } from '../../base/clock.ts'
import { assert } from '../../base/assert.ts'
import { sseSplitter } from '../../base/sse.ts'
import type { Offer } from '../../catalog/offer.ts'
import type { ChatRequest } from '../../contract/chat.ts'
import type { TokenUsage } from '../../contract/usage.ts'
import { placedFor } from '../../dialects/at-endpoint.ts'
import { dialectNamed, upstreamDialectNamed } from '../../dialects/registry.ts'
import { type Sides, translateStream, translateWhole } from '../../dialects/translate.ts'
import { type SendUpstream, type UpstreamExchange, UpstreamFault, type UpstreamTarget } from '../../upstream/send.ts'

export interface Asking {
  readonly offer: Offer
  readonly target: UpstreamTarget
  readonly send: SendUpstream
  readonly clock: Clock
  /** The model is declared to reason. */
  readonly reasons: boolean
  /** Milliseconds for the whole answer. */
  readonly withinMs: number
}

export interface ProbeBody {
  readonly messages: readonly object[]
  readonly max_tokens: number
  readonly [field: string]: unknown
}

/** What came back, whatever the offer's dialect. */
export interface ProbeAnswer {
  /** Null: none came, or one that is none; `failure` says why. */
  readonly message: Record<string, unknown> | null
  readonly finishReason: string | null
  readonly usage: TokenUsage | null
  /** Events that carried output; 0 for a whole answer. */
  readonly pieces: number
  /** The stream ended as its dialect says it must. */
  readonly ended: boolean
  readonly status: number | null
  readonly failure: string | null
  /** The beginning of an error body. */
  readonly errorText: string
  readonly latencyMs: number
  readonly firstMs: number | null
}

const client = dialectNamed('openai-chat')
const scanLimits = { depthMax: 64, valuesMax: 10_000 }
const answerBytesMax = 4 * 1_048_576
const frame = { model: 'probe', includeUsage: true, requestId: 'probe', createdSeconds: 0, promptTokens: 0 }

/** `stopAfter`: the stream is stopped once so many pieces of output are there. Never rejects. */
export async function askOffer(body: ProbeBody, how: { stream: boolean; stopAfter?: number }, asking: Asking): Promise<ProbeAnswer> {
  const started = asking.clock.elapsed()
  const bytes = Buffer.from(JSON.stringify({ model: 'probe', ...body, stream: how.stream }))
  const request = client.readRequest(bytes, scanLimits)
  assert(request.ok, 'a probe is a valid request')
  const state = new AnswerState(how.stopAfter ?? Number.POSITIVE_INFINITY, () => asking.clock.elapsed() - started)
  const exchange = send(request.value, how.stream, asking)
  const timer = setTimeout(() => exchange.abort(), asking.withinMs)
  try {
    const { status, headers } = await exchange.head
    state.status = status
    const fine = status >= 200 && status < 300
    const events = fine && how.stream && /event-stream/i.test(headers['content-type'] ?? '')
    if (events) await readStream(exchange, state, sidesOf(request.value, asking))
    else await readWhole(exchange, state, fine ? sidesOf(request.value, asking) : null)
  } catch (error) {
    if (!(error instanceof UpstreamFault)) throw error
    state.failure ??= error.failure.kind
  } finally {
    clearTimeout(timer)
  }
  return state.answer()
}

function sidesOf(request: ChatRequest, { offer }: Asking): Sides {
  return { upstream: upstreamDialectNamed(offer.dialect), client, request: client.requestToCommon(request) }
}

function send(request: ChatRequest, stream: boolean, { offer, target, send: sendUpstream, reasons }: Asking): UpstreamExchange {
  const upstream = upstreamDialectNamed(offer.dialect)
  const outputCap = request.outputTokensMax ?? 64
  const { body } =
    upstream === client
      ? client.writeRequest(request, offer, outputCap, stream)
      : upstream.requestFromCommon(client.requestToCommon(request), { offer, outputCap, stream, reasons })
  const { headers } = upstream.forwardHeaders(() => undefined, false)
  return sendUpstream({
    target,
    method: 'POST',
    ...placedFor(offer, upstream, stream, { body, headers }),
    accept: stream ? 'text/event-stream' : 'application/json',
    bytesMax: answerBytesMax,
  })
}

/** What has been seen of an answer so far. */
class AnswerState {
  status: number | null = null
  failure: string | null = null
  errorText = ''
  usage: TokenUsage | null = null
  finishReason: string | null = null
  pieces = 0
  ended = false
  firstMs: number | null = null
  readonly joined = client.joinEvents()
  message: Record<string, unknown> | null = null
  readonly stopAfter: number
  readonly elapsed: () => number

  constructor(stopAfter: number, elapsed: () => number) {
    this.stopAfter = stopAfter
    this.elapsed = elapsed
  }

  answer(): ProbeAnswer {
    const { message, finishReason, usage, pieces, ended, status, failure, errorText, firstMs } = this
    return { message, finishReason, usage, pieces, ended, status, failure, errorText, firstMs, latencyMs: Math.round(this.elapsed()) }
  }
}

function readWhole(exchange: UpstreamExchange, state: AnswerState, sides: Sides | null): Promise<void> {
  const parts: Buffer[] = []
  return new Promise((resolve) => {
    exchange.read({
      bytes: (chunk) => void parts.push(chunk),
      fail(failure) {
        state.failure = failure.kind
        resolve()
      },
      end() {
        takeWhole(Buffer.concat(parts), state, sides)
        resolve()
      },
    })
  })
}

function takeWhole(bytes: Buffer, state: AnswerState, sides: Sides | null): void {
  state.firstMs = state.elapsed()
  const read = sides?.upstream.readWholeAnswer(bytes)
  if (sides === null || read?.kind !== 'answer') {
    state.failure = sides === null ? 'refused' : 'bad_response'
    state.errorText = bytes.toString('utf8').slice(0, 2_000)
    return
  }
  const { usage, finishReason } = read.completion
  Object.assign(state, { usage, finishReason, ended: true })
  const counted = { usage: usage ?? noTokens, cost: () => noCost }
  const whole =
    sides.upstream === client
      ? read.value
      : (JSON.parse(Buffer.from(translateWhole(sides, read.value, frame, counted)).toString()) as object)
  state.message = firstMessage(whole)
}

const noTokens: TokenUsage = { prompt: 0, cached: 0, cacheWrite: 0, completion: 0, reasoning: 0 }
const noCost = { total: '0', input: '0', cachedInput: '0', cacheWrite: '0', output: '0', reasoning: '0', perCall: '0' }

function readStream(exchange: UpstreamExchange, state: AnswerState, sides: Sides): Promise<void> {
  const splitter = sseSplitter(answerBytesMax)
  const readEvent = sides.upstream.openStream()
  const writer = sides.upstream === client ? null : translateStream(sides, frame)
  const take = (data: Buffer): void => {
    const event = readEvent(data)
    if (event.kind === 'done') state.ended = true
    if (event.kind === 'error' || event.kind === 'nonsense') state.failure = event.kind === 'error' ? 'stream_error' : 'bad_response'
    if (event.kind !== 'chunk') return
    if (event.hasOutput) {
      state.pieces += 1
      state.firstMs ??= state.elapsed()
    }
    state.usage = event.usage ?? state.usage
    state.finishReason = event.finishReason ?? state.finishReason
    const out: Uint8Array[] = []
    if (writer === null) join(state, Buffer.from(event.data).toString('utf8'))
    else {
      writer.take(event, out)
      for (const frameBytes of out) for (const text of Buffer.from(frameBytes).toString('utf8').split('\n')) joinLine(state, text)
    }
  }
  return new Promise((resolve) => {
    const finish = (): void => {
      state.message = firstMessage(state.joined.completion())
      // Dialects without a last word just end.
      if (sides.upstream.name !== 'openai-chat' && state.failure === null && state.finishReason !== null) state.ended = true
      resolve()
    }
    exchange.read({
      bytes(chunk) {
        splitter.push(chunk, take)
        if (state.pieces < state.stopAfter) return
        exchange.abort()
        finish()
      },
      end: finish,
      fail(failure) {
        if (state.pieces < state.stopAfter) state.failure ??= failure.kind
        finish()
      },
    })
  })
}

function joinLine(state: AnswerState, line: string): void {
  if (line.startsWith('data: {')) join(state, line.slice('data: '.length))
}

function join(state: AnswerState, json: string): void {
  state.joined.add(JSON.parse(json))
}

function firstMessage(completion: object): Record<string, unknown> | null {
  const { choices } = completion as { choices?: unknown }
  const [first] = Array.isArray(choices) ? (choices as { message?: unknown }[]) : []
  const message = first?.message
  return typeof message === 'object' && message !== null ? (message as Record<string, unknown>) : null
}
