// POST /v1/embeddings as OpenAI words it: texts or token IDs in, vectors out. Knows no URLs, keys or prices.
// Field meanings and ranges: OpenAI API reference, "Create embeddings".
import { parseJson } from '../base/exact-json.ts'
import { ok, refuse, type Result } from '../base/result.ts'
import { type ScanLimits, spanNamed } from '../base/json-scan.ts'
import { decodeUtf8, encodeUtf8 } from '../base/utf8.ts'
import type { ChatRequest } from '../contract/chat.ts'
import type { Problem } from '../contract/problems.ts'
import { costMembers } from '../dialects/cost-members.ts'
import type { AnswerFrame, Counted, OfferWire, WrittenRequest } from '../dialects/dialect.ts'
import { integerFrom } from '../dialects/field-checks.ts'
import { readError } from '../dialects/openai-chat/errors.ts'
import { countOf } from '../dialects/token-counts.ts'
import { fieldsOf, listOf, numberOf, present, textOf } from '../dialects/wire-fields.ts'
import { type EmbeddingAsk, isVector, vectorBase64, type Vectors } from './embedding-hub.ts'
import { promptOnly, wholeTask } from './read-answer.ts'
import { oneOf, passTask, readTaskBody, taskRequest, text, wrongField, writeTask } from './read-task.ts'
import { noHeaders, speaksOpenai, type TaskWire, withoutStreams } from './task-wire.ts'

/** As many as OpenAI takes in one request. */
const inputsMax = 2_048

export const embeddings: TaskWire = {
  ...withoutStreams,
  name: 'embeddings',
  capability: 'embeddings',
  readRequest,
  path: () => '/embeddings',
  forwardHeaders: noHeaders,
  writeRequest: writeTask,
  readWholeAnswer: (bytes) =>
    wholeTask(bytes, ({ filled, valueOf }) => {
      const usage = fieldsOf(valueOf('usage'))
      return filled('data') ? { usage: promptOnly(countOf(usage['prompt_tokens']) ?? countOf(usage['total_tokens'])) } : null
    }),
  readError,
  writeUsage: (usage, cost) => `{"prompt_tokens":${usage.prompt},"total_tokens":${usage.prompt},${costMembers(cost)}}`,
  usageMember: 'usage',
  passWhole: passTask,
  upstreamFor(offer, request) {
    if (speaksOpenai(offer)) return 'embeddings'
    // Token IDs mean something to one vendor's tokenizer only.
    return offer.dialect === 'gemini' && request.promptTokens === undefined ? 'gemini-embedding-batch' : null
  },
  hub: { toCommon, fromCommon, vectorsOf, writeVectors },
}

function readRequest(bytes: Uint8Array, limits: ScanLimits): Result<ChatRequest, Problem> {
  const body = readTaskBody(bytes, limits, [
    ['encoding_format', oneOf('float', 'base64')],
    ['dimensions', integerFrom(1, 65_536)],
    ['user', text],
  ])
  if (!body.ok) return body
  const input = readInput(body.value.fields['input'])
  if ('problem' in input) return refuse(wrongField({ param: 'input', message: `The field \`input\` ${input.problem}.` }))
  const tokens = input.tokens === 0 ? {} : { promptTokens: input.tokens }
  return ok(taskRequest(body.value, input.texts, { messages: input.count, prompts: input.count, ...tokens }))
}

interface Input {
  readonly count: number
  readonly texts: readonly string[]
  /** Token IDs, where those were sent in place of text. */
  readonly tokens: number
}

function readInput(input: unknown): Input | { readonly problem: string } {
  if (input === undefined || input === null) return { problem: 'is required' }
  if (typeof input === 'string') return input === '' ? { problem: 'must not be empty' } : { count: 1, texts: [input], tokens: 0 }
  if (!Array.isArray(input)) return { problem: 'must be a string, an array of strings, or arrays of token IDs' }
  if (input.length === 0) return { problem: 'must not be empty' }
  if (input.every(isToken)) return { count: 1, texts: [], tokens: input.length }
  if (input.length > inputsMax) return { problem: `may hold at most ${inputsMax} inputs` }
  if (input.every((one) => typeof one === 'string')) {
    const empty = input.indexOf('')
    return empty === -1 ? { count: input.length, texts: input, tokens: 0 } : { problem: `holds an empty string at ${empty}` }
  }
  const lists = input as readonly unknown[]
  if (lists.every((one): one is number[] => Array.isArray(one) && one.length > 0 && one.every(isToken))) {
    return { count: lists.length, texts: [], tokens: lists.reduce((sum, one) => sum + one.length, 0) }
  }
  return { problem: 'must hold strings only, or non-empty arrays of token IDs only' }
}

function isToken(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}

function toCommon({ bytes }: ChatRequest): EmbeddingAsk {
  const { input, dimensions, user } = fieldsOf(parseJson(decodeUtf8(bytes)))
  return {
    texts: typeof input === 'string' ? [input] : listOf(input).map(String),
    dimensions: numberOf(dimensions),
    ownFields: user == null ? [] : ['user'],
  }
}

function fromCommon({ texts, dimensions, ownFields }: EmbeddingAsk, { upstreamModel, dropsParams }: OfferWire): WrittenRequest {
  const fields = present({
    model: upstreamModel,
    input: texts,
    encoding_format: dropsParams.includes('encoding_format') ? undefined : 'float',
    dimensions: dimensions ?? undefined,
  })
  return { body: encodeUtf8(JSON.stringify(fields)), dropped: ownFields }
}

function vectorsOf(answer: Uint8Array): Vectors | null {
  const vectors = listOf(fieldsOf(parseJson(decodeUtf8(answer)))['data'])
    .map(fieldsOf)
    .toSorted((a, b) => (numberOf(a['index']) ?? 0) - (numberOf(b['index']) ?? 0))
    .map(({ embedding }) => (textOf(embedding) === null ? embedding : null))
  return vectors.length > 0 && vectors.every(isVector) ? vectors : null
}

function writeVectors(vectors: Vectors, { bytes, spans }: ChatRequest, { model }: AnswerFrame, { usage, cost }: Counted): Uint8Array {
  const asked = spanNamed(bytes, spans, 'encoding_format')
  const packed = asked !== undefined && decodeUtf8(bytes.subarray(asked.valueStart, asked.valueEnd)) === '"base64"'
  const data = vectors.map((vector, index) => ({
    object: 'embedding',
    index,
    embedding: packed ? vectorBase64(vector) : vector,
  }))
  const head = JSON.stringify({ object: 'list', data, model }).slice(0, -1)
  return encodeUtf8(`${head},"usage":${embeddings.writeUsage(usage, cost())}}`)
}
