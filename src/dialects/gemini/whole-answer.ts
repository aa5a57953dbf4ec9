// Whole answers of this dialect: reading one, and joining a stream's chunks into one. A whole answer is also a chunk. Knows no sockets.
import { parseJson } from '../../base/exact-json.ts'
import { decodeUtf8, encodeUtf8 } from '../../base/utf8.ts'
import type { EventJoiner, WholeAnswer } from '../dialect.ts'
import { type Fields, fieldsOf, isFields, listOf, numberOf } from '../wire-fields.ts'
import { joinLogprobs } from './logprobs.ts'
import { readCandidates } from './read-stream.ts'
import { readUsage } from './usage.ts'

export function readWholeAnswer(bytes: Uint8Array): WholeAnswer {
  const value = parseJson(decodeUtf8(bytes))
  if (!isFields(value)) return { kind: 'nonsense' }
  if (value['error'] != null) return { kind: 'error', value }
  if (!Array.isArray(value['candidates']) && value['promptFeedback'] === undefined) return { kind: 'nonsense' }
  const { outputBytes, finishReason } = readCandidates(value)
  const completion = { finishReason, usage: readUsage(value['usageMetadata']), outputBytes, hasOutput: outputBytes > 0 }
  return { kind: 'answer', completion, value }
}

export function cutIntoEvents(answer: Fields): Uint8Array[] {
  return [encodeUtf8(JSON.stringify(answer))]
}

export function joinEvents(): EventJoiner {
  let response: Fields = {}
  const candidates = new Map<number, Fields>()
  return {
    add(value) {
      const { candidates: more, ...rest } = fieldsOf(value)
      response = { ...response, ...rest }
      for (const candidate of listOf(more).map(fieldsOf)) {
        const index = numberOf(candidate['index']) ?? 0
        const { content, ...members } = candidate
        const known = candidates.get(index) ?? { content: { role: 'model', parts: [] } }
        const parts = joined([...listOf(fieldsOf(known['content'])['parts']), ...listOf(fieldsOf(content)['parts'])])
        const weighed = [known, members].flatMap(({ logprobsResult }) => (logprobsResult === undefined ? [] : [fieldsOf(logprobsResult)]))
        const logprobs = weighed.length === 0 ? {} : { logprobsResult: weighed.reduce(joinLogprobs) }
        candidates.set(index, { ...known, ...members, ...logprobs, content: { role: 'model', parts } })
      }
    },
    completion: () => ({ candidates: [...candidates].sort(([a], [b]) => a - b).map(([, candidate]) => candidate), ...response }),
  }
}

/** Text of one kind in a row is one text; a proof closes it. */
function joined(parts: readonly unknown[]): Fields[] {
  const out: Fields[] = []
  for (const part of parts.map(fieldsOf)) {
    const last = out.at(-1)
    const same =
      last !== undefined && typeof last['text'] === 'string' && typeof part['text'] === 'string' && last['thought'] === part['thought']
    if (same && last['thoughtSignature'] === undefined)
      out[out.length - 1] = { ...last, ...part, text: `${String(last['text'])}${String(part['text'])}` }
    else out.push(part)
  }
  return out
}
