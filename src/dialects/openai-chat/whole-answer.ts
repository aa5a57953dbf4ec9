// Whole answers of this dialect: reading one, cutting one into stream events, and joining stream events into one. Knows no sockets.
import { decodeUtf8, encodeUtf8, utf8Length } from '../../base/utf8.ts'
import type { EventJoiner, WholeAnswer } from '../dialect.ts'
import { isErrorBody } from './errors.ts'
import { readUsage } from './usage.ts'

type Fields = Record<string, unknown>

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** Reads a buffered completion. An answer without a single choice is nonsense: nobody can use it and nobody pays for it. */
export function readWholeAnswer(bytes: Uint8Array): WholeAnswer {
  let value: unknown
  try {
    value = JSON.parse(decodeUtf8(bytes))
  } catch {
    return { kind: 'nonsense' }
  }
  if (isErrorBody(value)) return { kind: 'error', value }
  const fields = fieldsOf(value)
  const choices = listOf(fields['choices'])
  if (choices.length === 0 || !choices.every((choice) => typeof fieldsOf(choice)['message'] === 'object')) return { kind: 'nonsense' }
  let outputBytes = 0
  let finishReason: string | null = null
  for (const choice of choices.map(fieldsOf)) {
    outputBytes += messageBytes(fieldsOf(choice['message']))
    if (finishReason === null && typeof choice['finish_reason'] === 'string') finishReason = choice['finish_reason']
  }
  const completion = { finishReason, usage: readUsage(fields['usage']), outputBytes, hasOutput: outputBytes > 0 }
  return { kind: 'answer', completion, value: fields }
}

function messageBytes(message: Fields): number {
  let bytes = 0
  for (const name of ['content', 'reasoning_content', 'reasoning', 'refusal']) {
    const text = message[name]
    if (typeof text === 'string') bytes += utf8Length(text)
  }
  for (const call of listOf(message['tool_calls']).map(fieldsOf))
    bytes += utf8Length(JSON.stringify(call['function'] ?? call['custom'] ?? ''))
  return bytes
}

/** A whole answer as the data of stream events, for an upstream that answers JSON to `stream: true`. */
export function cutIntoEvents(answer: Fields): Uint8Array[] {
  const { choices, usage, object: _object, ...envelope } = answer
  const events: object[] = []
  for (const choice of listOf(choices).map(fieldsOf)) {
    const { message, finish_reason: finishReason, index, ...rest } = choice
    const { tool_calls: calls, ...delta } = fieldsOf(message)
    const numbered = listOf(calls).map((call, at) => ({ index: at, ...fieldsOf(call) }))
    const whole = numbered.length > 0 ? { ...delta, tool_calls: numbered } : delta
    events.push({
      ...envelope,
      object: 'chat.completion.chunk',
      choices: [{ index: index ?? 0, delta: whole, ...rest, finish_reason: null }],
    })
    events.push({
      ...envelope,
      object: 'chat.completion.chunk',
      choices: [{ index: index ?? 0, delta: {}, finish_reason: finishReason ?? 'stop' }],
    })
  }
  if (usage != null) events.push({ ...envelope, object: 'chat.completion.chunk', choices: [], usage })
  return events.map((event) => encodeUtf8(JSON.stringify(event)))
}

interface ChoiceSoFar {
  message: Fields
  calls: Fields[]
  finishReason: unknown
  logprobs: { content: unknown[]; refusal: unknown[] } | null
}

/** Joins stream chunks into one completion, for offers that only stream. Feed it the parsed data of each chunk, in order. */
export function joinEvents(): EventJoiner {
  let envelope: Fields = {}
  let usage: unknown
  const choices = new Map<number, ChoiceSoFar>()
  return {
    add(chunk) {
      const { choices: parts, usage: counted, object: _object, ...rest } = fieldsOf(chunk)
      envelope = { ...rest, ...envelope }
      if (counted != null) usage = counted
      for (const part of listOf(parts).map(fieldsOf)) {
        const index = typeof part['index'] === 'number' ? part['index'] : 0
        let choice = choices.get(index)
        if (choice === undefined) {
          choice = { message: { role: 'assistant', content: null }, calls: [], finishReason: null, logprobs: null }
          choices.set(index, choice)
        }
        addDelta(choice, fieldsOf(part['delta']))
        if (part['finish_reason'] != null) choice.finishReason = part['finish_reason']
        const logprobs = fieldsOf(part['logprobs'])
        if (Array.isArray(logprobs['content']) || Array.isArray(logprobs['refusal'])) {
          choice.logprobs ??= { content: [], refusal: [] }
          choice.logprobs.content.push(...listOf(logprobs['content']))
          choice.logprobs.refusal.push(...listOf(logprobs['refusal']))
        }
      }
    },
    completion() {
      const done = [...choices.entries()].sort(([a], [b]) => a - b)
      return {
        ...envelope,
        object: 'chat.completion',
        choices: done.map(([index, choice]) => ({
          index,
          message: choice.calls.length > 0 ? { ...choice.message, tool_calls: choice.calls.filter(Boolean) } : choice.message,
          logprobs: choice.logprobs,
          finish_reason: choice.finishReason,
        })),
        ...(usage === undefined ? {} : { usage }),
      }
    },
  }
}

function addDelta(choice: ChoiceSoFar, delta: Fields): void {
  for (const [name, value] of Object.entries(delta)) {
    if (value == null || name === 'tool_calls') continue
    choice.message[name] = name === 'role' ? value : joined(choice.message[name], value)
  }
  for (const call of listOf(delta['tool_calls']).map(fieldsOf)) {
    const at = typeof call['index'] === 'number' && call['index'] >= 0 && call['index'] < 1_000 ? call['index'] : choice.calls.length
    const { index: _index, ...rest } = call
    const known = (choice.calls[at] ??= {})
    for (const [name, value] of Object.entries(rest)) {
      if (value == null) continue
      known[name] = name === 'function' || name === 'custom' ? joinedCall(fieldsOf(known[name]), fieldsOf(value)) : value
    }
  }
}

/** More of a text, more entries of a list; anything else stands as it was said last. */
function joined(known: unknown, value: unknown): unknown {
  if (typeof known === 'string' && typeof value === 'string') return known + value
  return Array.isArray(known) && Array.isArray(value) ? [...(known as unknown[]), ...(value as unknown[])] : value
}

function joinedCall(known: Fields, part: Fields): Fields {
  const whole = { ...known }
  for (const [name, value] of Object.entries(part)) {
    const grows = name === 'arguments' || name === 'input'
    whole[name] = grows ? joined(whole[name], value) : (value ?? whole[name])
  }
  return whole
}
