// A vendor on loopback that answers with what was recorded, and the models that lead to it: one for each exchange. Knows what each SDK has to hear; runs none.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parse } from 'yaml'
import { type DialectName, dialectNames, type UpstreamDialectName, upstreamDialectNames } from '../src/contract/dialects.ts'
import { dialectNamed } from '../src/dialects/registry.ts'
import { converseEvent } from '../src/upstream/cases/aws-message.ts'
import { type Cassette, cassettes, type UpstreamCassette, upstreamCassettes } from '../test/dialects/cassettes.ts'
import { openVendor, sendJson, type VendorRequest } from '../test/gateway/open-vendor.ts'
import { type Heard, heardBy } from './recorded-answers.ts'
import { bodyFor } from './recorded-requests.ts'

/** One question of one SDK. `hear`: every recorded answer, whole and streamed. `ask`: every request recorded in the SDK's own dialect. */
export interface Exchange {
  readonly kind: 'hear' | 'ask'
  readonly client: DialectName
  readonly upstream: UpstreamDialectName
  readonly name: string
  /** Leads to this exchange alone. */
  readonly model: string
  /** What the SDK sends, as the dialect's reference has it; the model is named beside it. */
  readonly body: object
  readonly heard: Heard
}

export const recordedProviders = upstreamDialectNames.map((dialect) => `recorded-${dialect}`)

interface Planned extends Exchange {
  readonly answer: UpstreamCassette
}

/** A request that has to arrive; only providers whose wire is also read from callers can be asked what came. */
interface Asking extends Planned {
  readonly kind: 'ask'
  readonly upstream: DialectName
  readonly asked: Cassette
}

const modelOf = (kind: string, client: DialectName, { dialect, name }: UpstreamCassette, upstream: UpstreamDialectName = dialect): string =>
  [kind, client, upstream, name.replaceAll(' ', '-')].join('.')

/** Every recorded request of a client's dialect is answered with this one. */
function shortAnswerOf(upstream: DialectName): Cassette {
  const short = cassettes.find(({ dialect, name }) => dialect === upstream && name === 'a short answer is written token by token')
  if (short === undefined) throw new Error(`${upstream} has no short answer`)
  return short
}

const hearing: readonly Planned[] = dialectNames.flatMap((client) =>
  upstreamCassettes.map((answer): Planned => {
    const { name, dialect: upstream } = answer
    const model = modelOf('hear', client, answer)
    return { kind: 'hear', client, upstream, name, model, body: bodyFor(client, answer), heard: heardBy(client, answer), answer }
  }),
)

export const asking: readonly Asking[] = cassettes.flatMap((asked) =>
  dialectNames.map((upstream): Asking => {
    const { name, dialect: client } = asked
    const answer = shortAnswerOf(upstream)
    const model = modelOf('ask', client, asked, upstream)
    return { kind: 'ask', client, upstream, name, model, body: bodyFor(client, asked), heard: heardBy(client, answer), answer, asked }
  }),
)

const exchanges: readonly Planned[] = [...hearing, ...asking]

/** Lines that a program prints: one for each answer, and one for the requests of each SDK. */
export const recordedChecks = hearing.length + dialectNames.length

export interface Received {
  readonly exchange: Planned
  readonly stream: boolean
  readonly body: Buffer
}

export interface RecordedVendor {
  /** The models of `pairs.yaml` and those of the recorded exchanges. */
  readonly configFile: string
  /** The exchanges as JSON, for the programs. */
  readonly exchangesFile: string
  readonly received: readonly Received[]
  close(): void
}

export async function openRecordedVendor(): Promise<RecordedVendor> {
  const folder = mkdtempSync(path.join(tmpdir(), 'nexorouter-recorded-'))
  const byModel = new Map(exchanges.map((exchange) => [exchange.model, exchange]))
  const received: Received[] = []
  const vendor = await openVendor((request, response) => {
    const { model, stream } = readTarget(request)
    const exchange = byModel.get(model)
    if (exchange === undefined) return sendJson(response, { error: { message: `nothing is recorded for ${model}` } }, 404)
    received.push({ exchange, stream, body: request.body })
    if (stream) sendEvents(response, exchange.answer)
    else sendJson(response, exchange.answer.answer)
  })
  const configFile = path.join(folder, 'recorded.yaml')
  const exchangesFile = path.join(folder, 'recorded.json')
  writeFileSync(configFile, JSON.stringify(configWith(vendor.baseUrl)))
  const told = exchanges.map(({ kind, client, upstream, name, model, body, heard }) => ({ kind, client, upstream, name, model, body, heard }))
  writeFileSync(exchangesFile, JSON.stringify(told satisfies Exchange[]))
  return { configFile, exchangesFile, received, close: () => {
    vendor.close()
    rmSync(folder, { recursive: true, force: true })
  } }
}

/** Gemini and Bedrock name the model, and whether it streams, in the path. */
function readTarget({ target, body }: VendorRequest): { readonly model: string; readonly stream: boolean } {
  const [, model, method] = /\/models?\/([^:/]+)[:/]([\w-]+)/.exec(target) ?? []
  if (model !== undefined) return { model: decodeURIComponent(model), stream: method === 'streamGenerateContent' || method === 'converse-stream' }
  const said = JSON.parse(body.toString()) as { model: string; stream?: boolean }
  return { model: said.model, stream: said.stream === true }
}

function sendEvents(response: ServerResponse, { dialect, events }: UpstreamCassette): void {
  if (dialect === 'bedrock-converse') {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' })
    for (const event of events) response.write(converseEvent(event))
    return void response.end()
  }
  const { frameEvent, streamEnd } = dialectNamed(dialect)
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const event of events) response.write(frameEvent(JSON.stringify(event)))
  response.end(streamEnd ?? '')
}

function configWith(vendorUrl: string): object {
  const pairs = parse(readFileSync(path.join(import.meta.dirname, 'pairs.yaml'), 'utf8')) as { models: object[] }
  return {
    ...pairs,
    // A program asks some hundred questions as fast as it can.
    limits: { requests_per_minute: 10_000 },
    providers: [
      ...dialectNames.map((dialect) => ({ dialect, auth: 'none' })),
      { dialect: 'bedrock-converse', vendor: 'bedrock-converse', api_key: 'recorded', base_url_parts: { region: 'eu-west-1' } },
    ].map((provider) => ({ ...provider, id: `recorded-${provider.dialect}`, base_url: `${vendorUrl}/${provider.dialect}`, allow_private: true })),
    models: [
      ...pairs.models,
      ...exchanges.map(({ model, upstream }) => ({
        id: model,
        capabilities: ['chat', 'tools', 'json_schema', 'vision', 'audio', 'reasoning'],
        context_length: 131_072,
        max_output_tokens: 16_384,
        price_usd_per_million: { input: 0.1, output: 0.2, audio_input: 0.1 },
        offers: [{ provider: `recorded-${upstream}` }],
      })),
    ],
  }
}
