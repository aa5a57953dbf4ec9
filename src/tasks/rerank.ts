// POST /v1/rerank: a query and documents in, the documents' ranks out, in the shape that Cohere, Jina, Voyage, vLLM and others share. Knows no prices.
// Field meanings: Cohere API reference, "Rerank"; Jina reranker API.
import { ok, refuse, type Result } from '../base/result.ts'
import type { ScanLimits } from '../base/json-scan.ts'
import { countTextBytes } from '../base/text-bytes.ts'
import { encodeUtf8, utf8Length } from '../base/utf8.ts'
import type { ChatRequest, PricedUnit } from '../contract/chat.ts'
import type { Problem } from '../contract/problems.ts'
import { boolean, integerFrom, isObject } from '../dialects/field-checks.ts'
import { countOf } from '../dialects/token-counts.ts'
import { fieldsOf } from '../dialects/wire-fields.ts'
import { openaiTask } from './openai-task.ts'
import { promptOnly, wholeTask } from './read-answer.ts'
import { readTaskBody, taskRequest, wrongField } from './read-task.ts'

const documentsMax = 10_000
/** As many as one search may rank. */
const documentsPerSearch = 100
/** Longer documents are ranked in pieces, each counted as one; a token has more than this part of its 500 in bytes. */
const bytesPerPiece = 1_000

export const rerank = openaiTask('/rerank', {
  name: 'rerank',
  capability: 'rerank',
  readRequest,
  readWholeAnswer: (bytes) =>
    wholeTask(bytes, ({ filled, valueOf }) => {
      if (!filled('results') && !filled('data')) return null
      const usage = fieldsOf(valueOf('usage'))
      const { tokens, billed_units: billed } = fieldsOf(valueOf('meta'))
      const prompt = countOf(usage['total_tokens']) ?? countOf(usage['prompt_tokens']) ?? countOf(fieldsOf(tokens)['input_tokens'])
      const searches = countOf(fieldsOf(billed)['search_units'])
      return { usage: promptOnly(prompt), ...(searches !== undefined && { units: { search_unit: searches } }) }
    }),
})

function readRequest(bytes: Uint8Array, limits: ScanLimits): Result<ChatRequest, Problem> {
  const body = readTaskBody(bytes, limits, [
    ['query', (value) => (typeof value === 'string' && value !== '' ? undefined : 'must be a non-empty string')],
    ['documents', documents],
    ['top_n', integerFrom(1)],
    ['return_documents', boolean],
  ])
  if (!body.ok) return body
  const { query, documents: list } = body.value.fields
  const missing = typeof query !== 'string' ? 'query' : Array.isArray(list) ? undefined : 'documents'
  if (missing !== undefined) return refuse(wrongField({ param: missing, message: `The field \`${missing}\` is required.` }))
  const texts = (list as readonly unknown[]).map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))
  const asked = taskRequest(body.value, texts, { prompts: texts.length, extras: [searches(texts, utf8Length(query as string))] })
  // Every document is read beside the query: counted, for ten thousand long ones do not fit into memory.
  const { ascii, other } = countTextBytes(encodeUtf8(query as string))
  const times = texts.length
  return ok({ ...asked, asciiBytes: asked.asciiBytes + ascii * times, otherBytes: asked.otherBytes + other * times })
}

function documents(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return 'must be a non-empty array of texts or objects'
  if (value.length > documentsMax) return `may hold at most ${documentsMax} documents`
  return value.every((one) => typeof one === 'string' || isObject(one)) ? undefined : 'must hold texts or objects only'
}

function searches(texts: readonly string[], queryBytes: number): PricedUnit {
  const pieces = texts.reduce((sum, text) => sum + Math.max(1, Math.ceil((utf8Length(text) + queryBytes) / bytesPerPiece)), 0)
  return {
    kind: 'unit',
    param: 'documents',
    rows: ['search_unit'],
    orRate: 'input',
    expected: Math.ceil(texts.length / documentsPerSearch),
    most: Math.ceil(pieces / documentsPerSearch),
    exact: false,
  }
}
