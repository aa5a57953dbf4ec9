// Whole answers of legacy completions: reading one, cutting one into events, joining events into one. Knows no sockets.
import { parseJson } from '../base/exact-json.ts'
import { topLevelSpans } from '../base/json-scan.ts'
import { decodeUtf8, encodeUtf8, utf8Length } from '../base/utf8.ts'
import type { EventJoiner, WholeAnswer } from '../dialects/dialect.ts'
import { readUsage } from '../dialects/openai-chat/usage.ts'
import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../dialects/wire-fields.ts'

export function readCompletionAnswer(bytes: Uint8Array): WholeAnswer {
  const fields = fieldsOf(parseJson(decodeUtf8(bytes)))
  if (fields['error'] != null) return { kind: 'error', value: fields }
  const spans = topLevelSpans(bytes)
  const choices = listOf(fields['choices']).map(fieldsOf)
  if (spans === undefined || choices.length === 0 || choices.some((choice) => textOf(choice['text']) === null)) return { kind: 'nonsense' }
  const outputBytes = choices.reduce((sum, choice) => sum + utf8Length(choice['text'] as string), 0)
  const finishReason = choices.map((choice) => textOf(choice['finish_reason'])).find((reason) => reason !== null) ?? null
  const completion = { finishReason, usage: readUsage(fields['usage']), outputBytes, hasOutput: outputBytes > 0 }
  return { kind: 'answer', completion, spans, value: fields }
}

/** The events of a stream look like the whole. */
export function cutIntoEvents(answer: Fields): Uint8Array[] {
  const { choices, usage, ...envelope } = answer
  const events: object[] = listOf(choices).map((choice) => ({ ...envelope, choices: [choice] }))
  if (usage != null) events.push({ ...envelope, choices: [], usage })
  return events.map((event) => encodeUtf8(JSON.stringify(event)))
}

export function joinEvents(): EventJoiner {
  let envelope: Fields = {}
  let usage: unknown
  const choices = new Map<number, Fields>()
  return {
    add(event) {
      const { choices: parts, usage: counted, ...rest } = fieldsOf(event)
      envelope = { ...rest, ...envelope }
      if (counted != null) usage = counted
      for (const part of listOf(parts).map(fieldsOf)) {
        const index = numberOf(part['index']) ?? 0
        const known = choices.get(index) ?? { text: '', index, logprobs: null, finish_reason: null }
        choices.set(index, {
          ...known,
          text: `${textOf(known['text']) ?? ''}${textOf(part['text']) ?? ''}`,
          logprobs: part['logprobs'] ?? known['logprobs'],
          finish_reason: part['finish_reason'] ?? known['finish_reason'],
        })
      }
    },
    completion: () => ({
      ...envelope,
      choices: [...choices].sort(([left], [right]) => left - right).map(([, choice]) => choice),
      ...(usage !== undefined && { usage }),
    }),
  }
}
