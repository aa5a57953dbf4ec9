// A vendor on loopback that answers with what was recorded, and the models that lead to it: one for each exchange. Knows what each SDK has to hear; runs none.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parse } from 'yaml'
import { type DialectName, dialectNames } from '../src/contract/dialects.ts'
import { dialectNamed } from '../src/dialects/registry.ts'
import { type Cassette, cassettes } from '../test/dialects/cassettes.ts'
import { openVendor, sendJson, type VendorRequest } from '../test/gateway/open-vendor.ts'
import { type Heard, heardBy } from './recorded-answers.ts'
import { bodyFor } from './recorded-requests.ts'

/** One question of one SDK. `hear`: every recorded answer, whole and streamed. `ask`: every request recorded in the SDK's own dialect. */
export interface Exchange {
  readonly kind: 'hear' | 'ask'
  readonly client: DialectName
  readonly upstream: DialectName
  readonly name: string
  /** Leads to this exchange alone. */
  readonly model: string
  /** What the SDK sends, as the dialect's reference has it; the model is named beside it. */
  readonly body: object
  readonly heard: Heard
}

export const recordedProviders = dialectNames.map((dialect) => `recorded-${dialect}`)

interface Planned extends Exchange {
  readonly answer: Cassette
  readonly asked: Cassette
}

const modelOf = (kind: string, client: DialectName, { dialect, name }: Cassette, upstream = dialect): string =>
  [kind, client, upstream, name.replaceAll(' ', '-')].join('.')

/** Every recorded request of a client's dialect is answered with this one. */
function shortAnswerOf(upstream: DialectName): Cassette {
  const short = cassettes.find(({ dialect, name }) => dialect === upstream && name === 'a short answer is written token by token')
  if (short === undefined) throw new Error(`${upstream} has no short answer`)
  return short
}

export const exchanges: readonly Planned[] = dialectNames.flatMap((client) => [
  ...cassettes.map((cassette): Planned => {
    const { name, dialect: upstream } = cassette
    const model = modelOf('hear', client, cassette)
    const heard = heardBy(client, cassette)
    return { kind: 'hear', client, upstream, name, model, body: bodyFor(client, cassette), heard, answer: cassette, asked: cassette }
  }),
  ...cassettes
    .filter(({ dialect }) => dialect === client)
    .flatMap((cassette) =>
      dialectNames.map((upstream): Planned => {
        const answer = shortAnswerOf(upstream)
        const model = modelOf('ask', client, cassette, upstream)
        const heard = heardBy(client, answer)
        return { kind: 'ask', client, upstream, name: cassette.name, model, body: bodyFor(client, cassette), heard, answer, asked: cassette }
      }),
    ),
])

/** Lines that a program prints: one for each answer, and one for the requests of each SDK. */
export const recordedChecks = exchanges.filter(({ kind }) => kind === 'hear').length + dialectNames.length

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
  const told = exchanges.map(({ answer: _answer, asked: _asked, ...exchange }): Exchange => exchange)
  writeFileSync(exchangesFile, JSON.stringify(told))
  return { configFile, exchangesFile, received, close: () => {
    vendor.close()
    rmSync(folder, { recursive: true, force: true })
  } }
}

/** Gemini names the model, and whether it streams, in the path. */
function readTarget({ target, body }: VendorRequest): { readonly model: string; readonly stream: boolean } {
  const inPath = /\/models\/([^:/]+):(\w+)/.exec(target)
  if (inPath !== null) return { model: inPath[1] ?? '', stream: inPath[2] === 'streamGenerateContent' }
  const { model, stream } = JSON.parse(body.toString()) as { model: string; stream?: boolean }
  return { model, stream: stream === true }
}

function sendEvents(response: ServerResponse, { dialect, events }: Cassette): void {
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
    providers: dialectNames.map((dialect) => ({
      id: `recorded-${dialect}`,
      dialect,
      base_url: `${vendorUrl}/${dialect}`,
      auth: 'none',
      allow_private: true,
    })),
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
