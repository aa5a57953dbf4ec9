// A stream whose provider died in the middle: who can go on with it, and the request that makes them. Relays nothing itself; never inside a call.
import type { Model } from '../catalog/model.ts'
import type { Offer } from '../catalog/offer.ts'
import type { ClientDialect, UpstreamAsk, UpstreamDialect } from '../dialects/dialect.ts'
import { continuedRequest } from '../dialects/continuable-stream.ts'
import { upstreamDialectNamed } from '../dialects/registry.ts'
import { outputTokensEstimate } from '../pricing/bound.ts'
import { adviceFor } from '../upstream/classify-failure.ts'
import { attemptOnce } from './attempt-once.ts'
import type { Route } from './choose-route.ts'
import { ClientWatch } from './client-watch.ts'
import { answerWithinMs } from './deadline.ts'
import type { GatewayDeps } from './deps.ts'
import { addressed, commonOf, wireOf } from './dialect-sides.ts'
import type { RetryBudget } from './retry-budget.ts'
import { admissionOf } from './settle.ts'
import type { Story } from './story.ts'
import type { StreamSource } from './stream-source.ts'
import type { Translation } from './translate-request.ts'

/** The header by which a caller asks for it. */
const continueHeader = 'x-nexorouter-continue'
/** An answer that broke off as often as this would break off again. */
const continuationsMax = 2

export interface Continued {
  readonly source: StreamSource
  readonly upstream: UpstreamDialect
  readonly repeated: string
}

export interface Continuation {
  /** Asks further offers to go on behind this text; null: none did. `story.offer` is the one that does, once it does. */
  next(text: string): Promise<Continued | null>
}

/** Undefined: the caller did not ask for it, or its answer is none that could be continued. */
export function openContinuation(story: Story, route: Route, deps: GatewayDeps, budget: RetryBudget): Continuation | undefined {
  const { request, client, model } = story
  if (!asksForIt(story) || request?.stream !== true || request.choices !== 1) return undefined
  if ('capability' in client || model === undefined) return undefined
  const asked = new Set(story.offer === undefined ? [] : [story.offer.id])
  let made = 0
  return {
    async next(text) {
      for (const offer of heirs(route, model)) {
        // Its provider may have been disconnected since the route was chosen.
        if (asked.has(offer.id) || made === continuationsMax || !deps.targets().has(offer.provider) || !budget.take()) continue
        made += 1
        asked.add(offer.id)
        const continued = await ask(story, client, { offer, text }, deps).finally(() => budget.giveBack())
        if (continued !== null || story.call.gone) return continued
      }
      return null
    },
  }
}

/** By the request's own word, else by that of its key. */
function asksForIt({ call, caller }: Story): boolean {
  const asked = call.header(continueHeader)
  return asked === undefined ? caller.key.routing?.continueStreams === true : asked === 'true'
}

/** The offers of the same model that take the beginning of an answer: Anthropic's wire does, others where their operator says so. */
function heirs({ offers, models }: Route, model: Model): readonly Offer[] {
  return offers.filter(
    (offer, at) => (models === undefined || models[at] === model) && (offer.prefills ?? offer.dialect === 'anthropic-messages'),
  )
}

interface Heir {
  readonly offer: Offer
  readonly text: string
}

/** The request with the answer so far behind it, as this offer takes it; a large one is written on another thread. */
async function behind(
  story: Story,
  client: ClientDialect,
  { offer, text }: Heir,
  asked: UpstreamAsk,
): Promise<Pick<Translation, 'written' | 'repeated'>> {
  const { aside, request } = story
  if (aside !== undefined && request !== undefined)
    return aside.translate({ from: client.name, to: offer.dialect, request, ask: asked, behind: text })
  const { request: whole, repeated } = continuedRequest(commonOf(story, client), text)
  return { written: upstreamDialectNamed(offer.dialect).requestFromCommon(whole, asked), repeated }
}

async function ask(story: Story, client: ClientDialect, { offer, text }: Heir, deps: GatewayDeps): Promise<Continued | null> {
  const upstream = upstreamDialectNamed(offer.dialect)
  const spent = outputTokensEstimate(Buffer.byteLength(text), 0)
  const outputCap = Math.max(1, admissionOf(story).outputCap - spent)
  const reasons = story.model?.capabilities.has('reasoning') ?? false
  const { written, repeated } = await behind(story, client, { offer, text }, { offer: wireOf(offer), outputCap, stream: true, reasons })
  const words = addressed(story, { offer, wire: upstream, stream: true }, written)
  const options = { withinMs: answerWithinMs(story, deps), client: new ClientWatch(story.call), words }
  const tried = await attemptOnce(story, offer, options, deps)
  if ('answer' in tried && tried.answer.kind === 'stream') {
    story.offer = offer
    return { source: tried.answer.source, upstream, repeated }
  }
  if ('failure' in tried && adviceFor(tried.failure.kind).countsAgainstOffer) deps.health.failed(offer.id, tried.failure, deps.clock.now())
  return null
}
