// One upstream's answer from its head on: a stream whose first words are here, a whole answer, or the failure. Knows no retries and no client.
import { parseExactJson, parseJson } from '../base/exact-json.ts'
import type { Offer } from '../catalog/offer.ts'
import type { StreamEvent, UpstreamError } from '../contract/chat.ts'
import type { UpstreamWire } from '../dialects/dialect.ts'
import { classifyCode, classifyStatus } from '../upstream/classify-failure.ts'
import type { UpstreamExchange, UpstreamFailure, UpstreamHead } from '../upstream/send.ts'
import { onSlices } from './admit.ts'
import { collectBody } from '../upstream/collect-body.ts'
import { timeLeftMs } from './deadline.ts'
import type { GatewayDeps } from './deps.ts'
import type { WholeAnswer } from './relay-whole.ts'
import { holdOpening } from './hold-opening.ts'
import type { Story } from './story.ts'
import { readySource, splitWhole, streamSource, type StreamEnd, type StreamSource } from './stream-source.ts'

/** An answer that has begun: a stream with its first words here, or a whole completion. */
export type UpstreamAnswer = { readonly kind: 'stream'; readonly source: StreamSource } | ({ readonly kind: 'whole' } & WholeAnswer)

export type Try =
  | { readonly answer: UpstreamAnswer }
  /** `begun`: it had opened an answer, so its provider had begun to work on it. */
  | { readonly failure: UpstreamFailure; readonly error: UpstreamError | null; readonly begun?: true }

/** Errors arrive in bodies of a few hundred bytes; more than this is not read. */
const errorBytesMax = 65_536
const errorBodyMs = 5_000

/** Who was asked for what, and in which wire. */
export interface Asked {
  readonly story: Story
  readonly offer: Offer
  readonly wire: UpstreamWire
  /** Called with the first event of a stream, whatever it says. */
  readonly began: () => void
}

/** Reads what an exchange answers: the first words of a stream, a whole answer, or why there is none. Rejects with an UpstreamFault. */
export function readAnswer(exchange: UpstreamExchange, head: UpstreamHead, asked: Asked, deps: GatewayDeps): Promise<Try> | Try {
  if (head.status < 200 || head.status >= 300) return readFailure(exchange, head, asked, deps)
  const { story, offer } = asked
  const type = head.headers['content-type'] ?? ''
  // As nearly all say it.
  const plain = type === 'application/json'
  if (!plain && /^text\/html/i.test(type)) return { failure: bad(head), error: null }
  // A buffered call on slices is metered like a stream; gather-answer.ts makes one answer of it.
  const metered = story.request?.stream === true || onSlices(story)
  const stream = metered || offer.streamOnly
  const isStream = !plain && (/^text\/event-stream/i.test(type) || (stream && !/json/i.test(type)))
  if (isStream && metered) return beginStream(exchange, head, asked, deps)
  const form = { type, isStream, metered }
  const bytes = exchange.whole?.() ?? null
  if (bytes !== null) return judged(bytes, form, head, asked)
  return collectBody(exchange, deps.settings.answerBytesMax).then((read) => judged(read, form, head, asked))
}

interface Form {
  readonly type: string
  readonly isStream: boolean
  readonly metered: boolean
}

/** A whole body, by what its head says it is. */
function judged(bytes: Buffer, { type, isStream, metered }: Form, head: UpstreamHead, { wire: upstream, offer }: Asked): Try {
  const whole = upstream.answersBytes ? readBytes(bytes, type, upstream) : readWhole(bytes, isStream, upstream, offer.sendsFinishReason)
  if (whole === null) return { failure: bad(head), error: null }
  if ('error' in whole) return { failure: errorInside(whole.error, head), error: whole.error }
  if (!metered) return { answer: whole }
  const readEvent = upstream.openStream()
  const events = upstream.cutIntoEvents(whole.value).map((data) => readEvent(data))
  return { answer: { kind: 'stream', source: readySource([...events, { kind: 'done' }]) } }
}

type Whole = Extract<UpstreamAnswer, { kind: 'whole' }>

const openingBrace = 0x7b

/** A whole answer out of JSON, or out of a stream that was sent where JSON was asked or that the offer insists on. */
function readWhole(
  bytes: Buffer,
  isStream: boolean,
  upstream: UpstreamWire,
  sendsFinishReason: boolean,
): Whole | { readonly error: UpstreamError } | null {
  const looksLikeEvents = isStream || (bytes[0] !== openingBrace && /^(?:data|event):/.test(bytes.toString('latin1', 0, 6)))
  const json = looksLikeEvents ? joinEvents(bytes, upstream, sendsFinishReason) : bytes
  if (json === null) return null
  if ('code' in json) return { error: json }
  const answer = upstream.readWholeAnswer(json)
  if (answer.kind === 'error') return { error: upstream.readError(answer.value) }
  if (answer.kind === 'nonsense') return null
  return { ...answer, kind: 'whole', bytes: json }
}

/** Types that say what a sound or a text is; whatever else a provider says is only bytes. */
const passedTypes = /^(?:audio\/[\w.+-]{1,40}|text\/(?:plain|vtt)|application\/(?:json|x-subrip))(?:;[\w =.-]{0,40})?$/i

/** An answer of any type. */
function readBytes(bytes: Buffer, type: string, upstream: UpstreamWire): Whole | { readonly error: UpstreamError } | null {
  const answer = upstream.readWholeAnswer(bytes)
  if (answer.kind === 'error') return { error: upstream.readError(answer.value) }
  if (answer.kind === 'nonsense') return null
  const contentType = passedTypes.test(type) ? type : 'application/octet-stream'
  return { ...answer, kind: 'whole', bytes, contentType }
}

function joinEvents(bytes: Buffer, upstream: UpstreamWire, sendsFinishReason: boolean): Buffer | UpstreamError | null {
  const events = splitWhole(bytes, upstream.openStream())
  const joined = upstream.joinEvents()
  const choices = new Map<number, boolean>()
  for (const event of events) {
    if (event.kind === 'error') return event.error
    if (event.kind === 'nonsense') return null
    if (event.kind === 'done') break
    if (event.kind === 'other') continue
    let value: unknown
    try {
      value = parseExactJson(Buffer.from(event.data).toString('utf8'))
    } catch {
      return null
    }
    joined.add(value)
    for (const { index, finished } of upstream.choicesOf(event.data)) choices.set(index, finished || (choices.get(index) ?? false))
  }
  const whole = choices.size > 0 && (!sendsFinishReason || [...choices.values()].every(Boolean))
  return whole ? Buffer.from(JSON.stringify(joined.completion())) : null
}

/** An error where an answer was promised. A prompt that is too long is the caller's doing, under whatever status it comes. */
function errorInside(error: UpstreamError, head: UpstreamHead): UpstreamFailure {
  const kind = error.contextLength ? 'bad_request' : (classifyCode(error.code) ?? 'stream_error')
  return { kind, status: head.status, retryAfterMs: null }
}

function bad(head: UpstreamHead): UpstreamFailure {
  return { kind: 'bad_response', status: head.status, retryAfterMs: null }
}

async function readFailure(exchange: UpstreamExchange, head: UpstreamHead, asked: Asked, deps: GatewayDeps): Promise<Try> {
  const timer = setTimeout(() => exchange.abort(), errorBodyMs)
  // The status alone decides when the body is cut, too long or not JSON.
  const body = await collectBody(exchange, errorBytesMax).catch(() => Buffer.alloc(0))
  clearTimeout(timer)
  const error = asked.wire.readError(parseJson(body.toString('utf8')))
  return { failure: classifyStatus(head.status, head.headers, error.code, deps.clock.now()), error }
}

function beginStream(exchange: UpstreamExchange, head: UpstreamHead, asked: Asked, deps: GatewayDeps): Promise<Try> {
  const { settings } = deps
  const { story, wire, began } = asked
  const source = streamSource(exchange, wire.openStream(), {
    eventBytesMax: settings.eventBytesMax,
    idleMs: story.model?.idleMs ?? (story.model?.slow ? settings.idleSlowMs : settings.idleMs),
    totalMs: story.request?.stream ? settings.streamTotalMs : timeLeftMs(story, deps),
  })
  return new Promise((resolve) => {
    const opening = holdOpening(wire, settings.openingMs, { began, letGo: source.letGo })
    source.onFirst((first: StreamEvent | StreamEnd) => {
      opening.over()
      const begun = opening.begun && { begun: true as const }
      switch (first.kind) {
        case 'chunk':
          return resolve({ answer: { kind: 'stream', source } })
        case 'error':
          source.abort()
          return resolve({ failure: errorInside(first.error, head), error: first.error, ...begun })
        case 'failed':
          return resolve({ failure: { ...first.failure, status: head.status }, error: null, ...begun })
        case 'done':
        case 'ended':
        case 'other':
        case 'nonsense':
          source.abort()
          return resolve({ failure: bad(head), error: null, ...begun })
      }
    }, opening.holds)
  })
}
