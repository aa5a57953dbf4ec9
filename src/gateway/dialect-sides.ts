// Who speaks what in one request: same dialect on both sides passes bytes, different ones go through the common form. Knows no sockets, no money.
import { bufferOf, type WireBytes } from '../base/byte-text.ts'
import type { Model } from '../catalog/model.ts'
import type { Offer } from '../catalog/offer.ts'
import { atEndpoint } from '../dialects/at-endpoint.ts'
import type { CommonRequest } from '../dialects/common-request.ts'
import { type ContinuableStream, continuableStream } from '../dialects/continuable-stream.ts'
import type {
  AnswerFrame,
  ClientDialect,
  Counted,
  OfferWire,
  StreamWriter,
  UpstreamAsk,
  UpstreamDialect,
  UpstreamWire,
  WrittenRequest,
} from '../dialects/dialect.ts'
import { speaksOfCost, withOwnCost } from '../dialects/own-cost.ts'
import { upstreamDialectNamed } from '../dialects/registry.ts'
import { translateStream, translateWhole } from '../dialects/translate.ts'
import type { UpstreamRequest } from '../upstream/send.ts'
import { onSlices } from './admit.ts'
import type { ClientWire, Story } from './story.ts'
import { taskUpstream, translateTask, translateTaskAnswer } from './task-sides.ts'
import type { WholeAnswer } from './relay-whole.ts'

/** The wire of the offer that answers, or was tried last. */
export function upstreamOf(story: Story): UpstreamWire {
  return story.offer === undefined ? story.client : spokenTo(story.offer, story)
}

/** The caller's own dialect where the provider speaks it too: nothing is lost in it. */
function spokenTo(offer: Offer, { client, request }: Story): UpstreamWire {
  if ('capability' in client) return taskUpstream(client, offer, request)
  return offer.alsoSpeaks?.includes(client.name) ? client : upstreamDialectNamed(offer.dialect)
}

/** What an answer's way back needs to know of its request, without the prompt. */
function settingsOf(story: Story, client: ClientDialect): Pick<CommonRequest, 'settings'> {
  return story.settings === undefined ? commonOf(story, client) : { settings: story.settings }
}

/** The common form of the request, computed for the first offer that needs it. */
export function commonOf(story: Story, client: ClientDialect): CommonRequest {
  if (story.request === undefined) throw new Error('a request was translated before it was read')
  story.common ??= client.requestToCommon(story.request)
  return story.common
}

/** A request on its way to one offer. */
export interface UpstreamWords extends WrittenRequest {
  /** What it is written in; the answer comes in the same. */
  readonly wire: UpstreamWire
  /** Behind the provider's base URL. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly stream: boolean
  readonly accept: UpstreamRequest['accept']
}

/** The caller's request as this offer takes it. */
export function writeUpstream(story: Story, offer: Offer, outputCap: number, model = story.model): UpstreamWords {
  const { request, client } = story
  if (request === undefined) throw new Error('a request was written before it was read')
  const stream = request.stream || offer.streamOnly || onSlices(story)
  const wire = spokenTo(offer, story)
  const written =
    wire === client
      ? client.writeRequest(request, offer, outputCap, stream)
      : translated(story, { offer, outputCap, stream, reasons: model?.capabilities.has('reasoning') ?? false })
  return addressed(story, { offer, wire, stream }, written)
}

/** As writeUpstream, for a large request: what has to be translated is translated on another thread. Rejects when that could not. */
export async function writeAside(story: Story, offer: Offer, outputCap: number, model = story.model): Promise<UpstreamWords> {
  const { request, client, aside } = story
  const wire = spokenTo(offer, story)
  if (aside === undefined || request === undefined || !isReadToWrite(client, wire)) return writeUpstream(story, offer, outputCap, model)
  const stream = request.stream || offer.streamOnly || onSlices(story)
  const ask = { offer: wireOf(offer), outputCap, stream, reasons: model?.capabilities.has('reasoning') ?? false }
  const { written, settings } = await aside.translate({
    from: client.name,
    to: 'capability' in client ? taskUpstream(client, offer, request).name : offer.dialect,
    request,
    ask,
  })
  story.settings = settings
  return addressed(story, { offer, wire, stream }, written)
}

/** Whether the caller's bytes have to be understood to be written: not where they pass, with a few top-level members changed. */
function isReadToWrite(client: Story['client'], wire: UpstreamWire): boolean {
  return wire !== client || ('capability' in client && client.hub !== undefined)
}

/** What crosses to another thread of an offer. */
export function wireOf({ upstreamModel, outputCapField, takesStreamOptions, dropsParams, thinking }: Offer): OfferWire {
  return { upstreamModel, outputCapField, takesStreamOptions, dropsParams, ...(thinking && { thinking }) }
}

interface Addressee {
  readonly offer: Offer
  readonly wire: UpstreamWire
  readonly stream: boolean
}

/** What was written for this offer, with the headers its caller sent for it, under the path where its provider takes it. */
export function addressed({ call, client }: Story, { offer, wire, stream }: Addressee, written: WrittenRequest): UpstreamWords {
  const { headers, dropped: left } = wire.forwardHeaders((name) => call.header(name), wire === client)
  const accept = stream ? 'text/event-stream' : wire.answersBytes ? '*/*' : 'application/json'
  const dropped = left.length === 0 ? written.dropped : [...written.dropped, ...left]
  const { body, contentType } = written
  const { endpoint, upstreamModel, dialect } = offer
  // Other tasks than conversations stand under their usual paths.
  if (endpoint !== undefined && wire.name === dialect)
    return { wire, ...atEndpoint(endpoint, upstreamModel, stream, { body, headers }), dropped, stream, accept }
  return { wire, body, dropped, path: wire.path(offer, stream), headers, stream, accept, ...(contentType !== undefined && { contentType }) }
}

function translated(story: Story, ask: UpstreamAsk & { readonly offer: Offer }): WrittenRequest {
  const { client, request } = story
  if (request === undefined) throw new Error('a request was translated before it was read')
  if ('capability' in client) return translateTask(client, taskUpstream(client, ask.offer, request), request, ask.offer)
  return upstreamDialectNamed(ask.offer.dialect).requestFromCommon(commonOf(story, client), ask)
}

/** The first field of the request that this offer could not carry; null: it carries all of it. */
export function missingParam(story: Story, offer: Offer, model: Model): string | null {
  const known = story.missing?.get(offer)
  return known === undefined ? (writeUpstream(story, offer, 1, model).dropped[0] ?? null) : known
}

/** Finds out for every offer what missingParam is asked afterwards; only of a large request. */
export async function foreseeMissing(story: Story, models: readonly Model[]): Promise<void> {
  const missing = new Map<Offer, string | null>()
  for (const model of models)
    for (const offer of model.offers) missing.set(offer, (await writeAside(story, offer, 1, model)).dropped[0] ?? null)
  story.missing = missing
}

/** What the writer of the answer has to know of the request. */
function frameOf({ request, model, call, admission }: Story): AnswerFrame {
  return {
    // The caller's own word for it, unless a fallback model answers.
    model: model?.id ?? request?.model ?? '',
    // A buffered call that is gathered from a stream gets its usage as any whole answer does.
    includeUsage: request?.stream === false || (request?.includeUsage ?? false),
    requestId: call.requestId,
    createdSeconds: Math.floor(call.arrivedMs / 1_000),
    promptTokens: admission?.promptEstimate ?? 0,
  }
}

export function openStreamWriter(story: Story): StreamWriter {
  const { client, offer } = story
  if ('capability' in client || offer === undefined || upstreamOf(story) === client) return client.passStream(frameOf(story))
  return translateStream({ upstream: upstreamDialectNamed(offer.dialect), client, request: settingsOf(story, client) }, frameOf(story))
}

/** Not the wire of a task, nor one that only callers speak. */
function isDialect(wire: UpstreamWire): wire is UpstreamDialect {
  return 'openCommonEvents' in wire
}

/** As openStreamWriter, for an answer that another provider may have to finish: always through the common form, which joins them. Null: it cannot. */
export function openContinuableWriter(story: Story): ContinuableStream | null {
  const { client, request } = story
  const upstream = upstreamOf(story)
  if ('capability' in client || !isDialect(upstream) || request === undefined) return null
  if (client.onlyPasses !== undefined && client.onlyPasses(request) !== null) return null
  return continuableStream({ upstream, client, request: settingsOf(story, client) }, frameOf(story))
}

interface Passing {
  readonly frame: AnswerFrame
  readonly counted: Counted
}

function passed(client: ClientWire, answer: WholeAnswer, { frame, counted }: Passing): WireBytes {
  const body = client.passWhole(answer.bytes, frame, answer.spans)
  return speaksOfCost(answer, client) ? withOwnCost(bufferOf(body), client, client.writeUsage(counted.usage, counted.cost())) : body
}

export function writeWhole(story: Story, answer: WholeAnswer, counted: Counted): WireBytes {
  const { client, offer } = story
  const frame = frameOf(story)
  const same = offer === undefined || upstreamOf(story) === client
  const body = same
    ? passed(client, answer, { frame, counted })
    : 'capability' in client
      ? translateTaskAnswer({ client, offer, request: story.request }, answer.bytes, frame, counted)
      : translateWhole(
          { upstream: upstreamDialectNamed(offer.dialect), client, request: settingsOf(story, client) },
          answer.value,
          frame,
          counted,
        )
  return story.asked.asArray ? Buffer.concat([Buffer.from('['), bufferOf(body), Buffer.from(']')]) : body
}
