// Log probabilities between Gemini's two lists and OpenAI's one, which is the hub's. Knows nothing else of an answer.
// Shape: Gemini API reference, "LogprobsResult".
import { encodeUtf8 } from '../../base/utf8.ts'
import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../wire-fields.ts'

export function logprobsFrom(result: Fields): Fields[] {
  const top = listOf(result['topCandidates']).map((one) => listOf(fieldsOf(one)['candidates']).map(fieldsOf))
  return listOf(result['chosenCandidates']).map((one, at) => ({ ...entryOf(fieldsOf(one)), top_logprobs: (top[at] ?? []).map(entryOf) }))
}

function entryOf(candidate: Fields): Fields {
  const token = textOf(candidate['token']) ?? ''
  return { token, logprob: numberOf(candidate['logProbability']) ?? 0, bytes: [...encodeUtf8(token)] }
}

export function logprobsTo(tokens: readonly unknown[]): Fields {
  const entries = tokens.map(fieldsOf)
  const tops = entries.map((entry) => ({ candidates: listOf(entry['top_logprobs']).map((one) => candidateOf(fieldsOf(one))) }))
  const any = tops.some(({ candidates }) => candidates.length > 0)
  return { chosenCandidates: entries.map(candidateOf), ...(any && { topCandidates: tops }) }
}

function candidateOf(entry: Fields): Fields {
  return { token: textOf(entry['token']) ?? '', logProbability: numberOf(entry['logprob']) ?? 0 }
}

/** Two results in a row as one. */
export function joinLogprobs(first: Fields, second: Fields): Fields {
  const both = (name: string): unknown[] => [...listOf(first[name]), ...listOf(second[name])]
  const top = both('topCandidates')
  return { chosenCandidates: both('chosenCandidates'), ...(top.length > 0 && { topCandidates: top }) }
}
