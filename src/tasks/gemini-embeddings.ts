// Google's :embedContent and :batchEmbedContents: contents in, vectors out. Knows no URLs, keys or prices.
// Field meanings: Gemini API reference, "Embeddings".
import { parseJson } from '../base/exact-json.ts'
import { ok, refuse, type Result } from '../base/result.ts'
import { type ScanLimits, spanNamed } from '../base/json-scan.ts'
import { spliceJson } from '../base/json-splice.ts'
import { decodeUtf8, encodeUtf8 } from '../base/utf8.ts'
import type { ChatRequest } from '../contract/chat.ts'
import type { Problem } from '../contract/problems.ts'
import type { TaskName } from '../contract/tasks.ts'
import type { NamedInPath, OfferWire, WholeAnswer, WrittenRequest } from '../dialects/dialect.ts'
import { isFields, type Fields, fieldsOf, listOf, numberOf, present, textOf } from '../dialects/wire-fields.ts'
import { costMembers } from '../dialects/cost-members.ts'
import { camelNames } from '../dialects/gemini/camel-names.ts'
import { readError } from '../dialects/gemini/errors.ts'
import { countOf } from '../dialects/token-counts.ts'
import { type EmbeddingAsk, isVector } from './embedding-hub.ts'
import { promptOnly, wholeTask } from './read-answer.ts'
import { type TaskBody, readTaskBody, taskRequest, wrongField } from './read-task.ts'
import { noHeaders, speaksOpenai, type SpokenBy, type TaskWire, withoutStreams } from './task-wire.ts'

/** As many as one batch may hold. */
const requestsMax = 2_048

const shared = {
  ...withoutStreams,
  capability: 'embeddings',
  forwardHeaders: noHeaders,
  readError,
  writeUsage: (usage, cost) => `{"promptTokenCount":${usage.prompt},"totalTokenCount":${usage.prompt},${costMembers(cost)}}`,
  usageMember: 'usageMetadata',
  // No model stands in these answers.
  passWhole: (bytes) => bytes,
} satisfies Partial<TaskWire>

/** One content. */
export const geminiEmbeddings: TaskWire = {
  ...shared,
  name: 'gemini-embeddings',
  path: ({ upstreamModel }) => `/models/${upstreamModel}:embedContent`,
  readRequest: (bytes, limits, named) => readEmbeds(bytes, limits, { named, asksOf: ({ fields }) => [{ param: '', fields }] }),
  writeRequest({ bytes, spans }, { upstreamModel }) {
    const named = spanNamed(bytes, spans, 'model') !== undefined
    return { body: named ? spliceJson(bytes, spans, new Map([['model', modelName(upstreamModel)]])) : bytes, dropped: [] }
  },
  readWholeAnswer: (bytes) => readVectors(bytes, 'embedding'),
  upstreamFor: (offer) => upstreamOf(offer, 'gemini-embeddings'),
  hub: {
    toCommon: ({ bytes }) => toCommon([fieldsOf(parseJson(decodeUtf8(bytes)))]),
    fromCommon: writeBatch,
    vectorsOf(answer) {
      const { values } = fieldsOf(fieldsOf(parseJson(decodeUtf8(answer)))['embedding'])
      return isVector(values) ? [values] : null
    },
    writeVectors: ([values = []], _request, _frame, { usage, cost }) =>
      encodeUtf8(`{"embedding":${JSON.stringify({ values })},"usageMetadata":${shared.writeUsage(usage, cost())}}`),
  },
}

/** Many contents. */
export const geminiEmbeddingBatch: TaskWire = {
  ...shared,
  name: 'gemini-embedding-batch',
  path: ({ upstreamModel }) => `/models/${upstreamModel}:batchEmbedContents`,
  readRequest: (bytes, limits, named) => readEmbeds(bytes, limits, { named, asksOf: batchOf }),
  writeRequest({ bytes, spans }, { upstreamModel }) {
    const model = JSON.parse(modelName(upstreamModel)) as string
    const requests = listOf(fieldsOf(parseJson(decodeUtf8(bytes)))['requests']).map((one) => ({ ...fieldsOf(one), model }))
    return { body: spliceJson(bytes, spans, new Map([['requests', JSON.stringify(requests)]])), dropped: [] }
  },
  readWholeAnswer: (bytes) => readVectors(bytes, 'embeddings'),
  upstreamFor: (offer) => upstreamOf(offer, 'gemini-embedding-batch'),
  hub: {
    toCommon: ({ bytes }) => toCommon(listOf(fieldsOf(parseJson(decodeUtf8(bytes)))['requests']).map(fieldsOf)),
    fromCommon: writeBatch,
    vectorsOf(answer) {
      const vectors = listOf(fieldsOf(parseJson(decodeUtf8(answer)))['embeddings']).map((one) => fieldsOf(one)['values'])
      return vectors.length > 0 && vectors.every(isVector) ? vectors : null
    },
    writeVectors: (vectors, _request, _frame, { usage, cost }) =>
      encodeUtf8(
        `{"embeddings":${JSON.stringify(vectors.map((values) => ({ values })))},"usageMetadata":${shared.writeUsage(usage, cost())}}`,
      ),
  },
}

function upstreamOf(offer: SpokenBy, own: TaskName): TaskName | null {
  if (offer.dialect === 'gemini') return own
  return speaksOpenai(offer) ? 'embeddings' : null
}

function modelName(upstreamModel: string): string {
  return JSON.stringify(`models/${upstreamModel}`)
}

interface Ask {
  /** Where it stands, with a dot at the end: `requests[2].`; empty for the body itself. */
  readonly param: string
  readonly fields: Fields
}

interface Reading {
  readonly named: NamedInPath | undefined
  readonly asksOf: (body: TaskBody) => readonly Ask[] | string
}

function batchOf({ fields }: TaskBody): readonly Ask[] | string {
  const { requests } = fields
  if (!Array.isArray(requests) || requests.length === 0) return 'must be a non-empty array'
  if (requests.length > requestsMax) return `may hold at most ${requestsMax} requests`
  return requests.every(isFields) ? requests.map((one, at) => ({ param: `requests[${at}].`, fields: one })) : 'must hold objects only'
}

function readEmbeds(bytes: Uint8Array, limits: ScanLimits, { named, asksOf }: Reading): Result<ChatRequest, Problem> {
  const body = readTaskBody(camelNames(bytes), limits, [], named?.model)
  if (!body.ok) return body
  const asks = asksOf(body.value)
  if (typeof asks === 'string') return refuse(wrongField({ param: 'requests', message: `The field \`requests\` ${asks}.` }))
  const texts: string[] = []
  for (const { param, fields } of asks) {
    const read = textIn(fields)
    if (typeof read !== 'string') {
      return refuse(wrongField({ param: `${param}${read.param}`, message: `The field \`${param}${read.param}\` ${read.says}.` }))
    }
    texts.push(read)
  }
  return ok(taskRequest(body.value, texts, { model: named?.model ?? '', prompts: texts.length }))
}

function textIn({ content, outputDimensionality }: Fields): string | { readonly param: string; readonly says: string } {
  if (outputDimensionality !== undefined && !(Number.isInteger(outputDimensionality) && Number(outputDimensionality) > 0)) {
    return { param: 'outputDimensionality', says: 'must be a positive integer' }
  }
  const { parts } = fieldsOf(content)
  if (!Array.isArray(parts) || parts.length === 0) return { param: 'content.parts', says: 'must be a non-empty array' }
  const texts = parts.map((part) => textOf(fieldsOf(part)['text']))
  const other = texts.indexOf(null)
  if (other === -1) return texts.join('\n')
  return { param: `content.parts[${other}]`, says: 'must be a part with a string `text`: nothing else has a price for embeddings here' }
}

/** The options of all contents are one wish on other wires, so the first one that says something counts. */
function toCommon(asks: readonly Fields[]): EmbeddingAsk {
  const own = ['taskType', 'title', 'autoTruncate'].filter((name) => asks.some((ask) => ask[name] != null))
  return {
    texts: asks.map((ask) => textIn(ask) as string),
    dimensions: asks.map((ask) => numberOf(ask['outputDimensionality'])).find((one) => one !== null) ?? null,
    ownFields: own,
  }
}

function writeBatch({ texts, dimensions, ownFields }: EmbeddingAsk, { upstreamModel }: OfferWire): WrittenRequest {
  const model = JSON.parse(modelName(upstreamModel)) as string
  const requests = texts.map((text) => present({ model, content: { parts: [{ text }] }, outputDimensionality: dimensions ?? undefined }))
  return { body: encodeUtf8(JSON.stringify({ requests })), dropped: ownFields }
}

/** Older versions of the API count nothing. */
function readVectors(bytes: Uint8Array, member: 'embedding' | 'embeddings'): WholeAnswer {
  return wholeTask(bytes, ({ filled, valueOf }) => {
    const usage = fieldsOf(valueOf('usageMetadata'))
    return filled(member) ? { usage: promptOnly(countOf(usage['promptTokenCount'])) } : null
  })
}
