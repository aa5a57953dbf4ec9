// A simulated ranking: a document is as relevant as the share of the query's words that it holds. Knows nothing of sockets.
import { ok } from '../base/result.ts'
import { countTokens } from './count-tokens.ts'
import type { DemoTaskHandler } from './do-task.ts'
import type { Json } from './ask.ts'
import { isObject } from './read-fields.ts'
import { readTask, wordsOf, wrong } from './task-body.ts'

const tokensMax = 1_000_000
const documentsPerSearch = 100

export const rank: DemoTaskHandler = (body, models) => {
  const read = readTask(body, 'rerank', models)
  if (!read.ok) return read
  const { model, query, documents, top_n: most, return_documents: returned } = read.value
  if (typeof query !== 'string') return wrong('query', 'The query is a text.')
  if (!Array.isArray(documents)) return wrong('documents', 'The documents are a list.')
  const texts = (documents as readonly Json[]).map(textOf)
  const asked = [...new Set(wordsOf(query))]
  const results = texts
    .map((text, index) => ({ index, relevance_score: relevance(asked, text), ...(returned === true && { document: { text } }) }))
    .toSorted((left, right) => right.relevance_score - left.relevance_score || left.index - right.index)
    .slice(0, typeof most === 'number' ? most : texts.length)
  const tokens = texts.reduce((sum, text) => sum + countTokens(text, tokensMax), countTokens(query, tokensMax) * texts.length)
  return ok({
    json: {
      model: model as string,
      results,
      meta: { billed_units: { search_units: Math.ceil(texts.length / documentsPerSearch) } },
      usage: { total_tokens: tokens },
    },
  })
}

function textOf(document: Json): string {
  const text = isObject(document) ? document['text'] : document
  return typeof text === 'string' ? text : JSON.stringify(document)
}

function relevance(asked: readonly string[], text: string): number {
  const words = new Set(wordsOf(text))
  const held = asked.filter((word) => words.has(word)).length
  return Math.round(((held + 0.01) / (asked.length + 0.02)) * 10_000) / 10_000
}
