// One try at one offer: sends the request, waits for the first words of its answer, and writes down how it went. Retries nothing.
import { startWait } from '../base/long-wait.ts'
import type { Offer } from '../catalog/offer.ts'
import type { AttemptRecord, TokenUsage } from '../contract/usage.ts'
import type { UpstreamWire } from '../dialects/dialect.ts'
import { adviceFor } from '../upstream/classify-failure.ts'
import { type UpstreamExchange, type UpstreamFailure, UpstreamFault, type UpstreamTarget } from '../upstream/send.ts'
import type { ClientWatch } from './client-watch.ts'
import { CredentialTurns } from './credential-turns.ts'
import type { GatewayDeps } from './deps.ts'
import { type UpstreamWords, writeAside, writeUpstream } from './dialect-sides.ts'
import { hopHeader, nextHops } from './hops.ts'
import { readAnswer, type Try } from './read-answer.ts'
import { admissionOf, promptOf, providerCostOf } from './settle.ts'
import type { Story } from './story.ts'

/** A try that can be called off because another one was faster. */
export interface Race {
  /** Set while it runs. */
  cancel: (() => void) | null
  lost: boolean
}

export interface TryOptions {
  readonly withinMs: number
  readonly client: ClientWatch
  /** Absent: nobody races it. */
  readonly race?: Race
  /** The request as it is to be sent; absent: as its caller wrote it. */
  readonly words?: UpstreamWords
}

export async function attemptOnce(story: Story, offer: Offer, options: TryOptions, deps: GatewayDeps): Promise<Try> {
  const { client, race } = options
  const started = deps.clock.elapsed()
  const target = targetOf(story, offer, deps)
  const words = options.words ?? (story.aside && (await writeAside(story, offer, admissionOf(story).outputCap)))
  const { exchange, wire, dropped } = dispatch(story, { offer, target, words }, deps)
  story.droppedParams = dropped
  let timedOut = false
  const patience = startWait(options.withinMs, () => {
    timedOut = true
    exchange.abort()
  })
  client.whenGone = exchange.abort
  if (race !== undefined) race.cancel = exchange.abort
  if (client.gone) exchange.abort()
  let status: number | null = null
  let firstByteMs: number | null = null
  const began = (): void => {
    patience.cancel()
    firstByteMs = deps.clock.elapsed() - started
  }
  let tried: Try
  try {
    const head = await exchange.head
    status = head.status
    const read = readAnswer(exchange, head, { story, offer, wire, began }, deps)
    tried = read instanceof Promise ? await read : read
  } catch (error) {
    if (!(error instanceof UpstreamFault)) {
      exchange.abort()
      throw error
    }
    tried = { failure: error.failure, error: null }
  } finally {
    patience.cancel()
    client.whenGone = null
  }
  const ended = deps.clock.elapsed()
  if (race?.lost === true && 'answer' in tried) {
    if (tried.answer.kind === 'stream') tried.answer.source.abort()
    tried = { failure: { kind: 'aborted', status, retryAfterMs: null }, error: null }
  }
  if ('failure' in tried) {
    exchange.abort()
    if (timedOut)
      tried = { failure: { kind: story.request?.stream ? 'first_byte_timeout' : 'total_timeout', status, retryAfterMs: null }, error: null }
  } else {
    story.firstByteMs = firstByteMs ?? ended - started
    noteAnswer(story, offer, tried.answer.kind, deps)
    story.credentials?.succeeded(offer, story.firstByteMs)
  }
  const lost = race?.lost === true
  story.attempts.push({
    provider: offer.provider,
    upstreamModel: offer.upstreamModel,
    ...(target.credentialName !== undefined && { credential: target.credentialName }),
    startedMs: Math.round(started - story.call.arrivedElapsed),
    durationMs: Math.round(ended - started),
    result: 'answer' in tried ? 'answered' : client.gone || lost ? 'cancelled' : 'failed',
    status,
    failure: 'answer' in tried ? null : lost ? 'slower' : tried.failure.kind,
    ...(lost && booked(story, offer, promptLoss(story, offer))),
    ...(!lost && 'failure' in tried && mayCost(tried) && promptLoss(story, offer)),
  })
  return tried
}

function noteAnswer(story: Story, offer: Offer, kind: 'stream' | 'whole', deps: GatewayDeps): void {
  const nowMs = deps.clock.now()
  // A stream counts for its offer when it ends; see relay-stream.ts.
  if (kind === 'whole') return deps.health.succeeded(offer.id, story.firstByteMs, nowMs)
  // A whole answer is as slow as it is long: it says nothing of the first byte.
  deps.speeds.answered(offer.id, story.firstByteMs, nowMs)
  if (story.model?.hedge === true) deps.speeds.began(story.model.id, deps.clock.elapsed() - story.call.arrivedElapsed)
}

/** Whoever had begun to answer has read the prompt, whatever it says behind that. */
function mayCost({ failure, begun }: Extract<Try, { failure: UpstreamFailure }>): boolean {
  return begun === true || adviceFor(failure.kind).mayCost
}

/** What the provider may charge for a prompt that it did not answer; null: its offer does not say. */
function promptLoss(story: Story, offer: Offer): Lost {
  return lossOf(story, offer, promptOf(story))
}

type Lost = Pick<AttemptRecord, 'lostNano'>

function lossOf({ call }: Story, offer: Offer, tokens: TokenUsage): Lost {
  return { lostNano: providerCostOf({ offer, call }, tokens)?.toString() ?? null }
}

/** Booked to the operator, who chose to ask twice. */
function booked(story: Story, { provider }: Offer, lost: Lost): Lost {
  const costNano = BigInt(lost.lostNano ?? 0)
  if (costNano > 0n) story.losses = [...(story.losses ?? []), { provider, costNano }]
  return lost
}

interface BrokenOff {
  readonly offer: Offer
  /** Its place among the attempts. */
  readonly attempt: number
  readonly tokens: TokenUsage
}

/** An answer that broke off and goes on elsewhere: its attempt failed after all, and the operator pays for it. */
export function brokeOff(story: Story, { offer, attempt, tokens }: BrokenOff, failure: string): void {
  const before = story.attempts[attempt]
  if (before !== undefined)
    story.attempts[attempt] = { ...before, result: 'failed', failure, ...booked(story, offer, lossOf(story, offer, tokens)) }
}

/** Where it goes, with the credential whose turn it is. */
function targetOf(story: Story, offer: Offer, deps: GatewayDeps): UpstreamTarget {
  const target = deps.targets().get(offer.provider)
  if (target === undefined) throw new Error('an offer was tried before it could be')
  if (target.siblings === undefined) return target
  story.credentials ??= new CredentialTurns(deps)
  return story.credentials.targetFor(offer, target.siblings)
}

interface Dispatching {
  readonly offer: Offer
  readonly target: UpstreamTarget
  readonly words: UpstreamWords | undefined
}

interface Dispatched {
  readonly exchange: UpstreamExchange
  readonly wire: UpstreamWire
  readonly dropped: readonly string[]
}

function dispatch(story: Story, { offer, target, words }: Dispatching, deps: GatewayDeps): Dispatched {
  const written = words ?? writeUpstream(story, offer, admissionOf(story).outputCap)
  const exchange = deps.send({
    target,
    method: 'POST',
    path: written.path,
    body: written.body,
    headers: {
      ...written.headers,
      'x-client-request-id': story.call.requestId,
      [hopHeader]: nextHops(story.call.header(hopHeader), deps.settings.instanceId),
    },
    accept: written.accept,
    ...(written.contentType !== undefined && { contentType: written.contentType }),
    bytesMax: deps.settings.answerBytesMax,
  })
  return { exchange, wire: written.wire, dropped: written.dropped }
}
