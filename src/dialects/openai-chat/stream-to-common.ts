// Chunks of a chat completion stream -> common events. A pure step over the state of each choice; knows no sockets and no client.
import { parseJson } from '../../base/exact-json.ts'
import { decodeUtf8 } from '../../base/utf8.ts'
import type { CommonEvent, PartKind } from '../common-answer.ts'
import { type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from '../wire-fields.ts'
import { finishWord } from './finish-words.ts'

/** What a choice has open: at most one running text, and any number of calls, which may take turns. */
interface ChoiceState {
  parts: number
  running: { readonly what: PartKind; readonly part: number } | null
  /** Parts of calls by their index on the wire. */
  readonly calls: Map<number, number>
  refused: boolean
}

/** A reader for one stream: the data of its chunks in order -> common events. */
export function openCommonEvents(): (data: Uint8Array) => CommonEvent[] {
  const choices = new Map<number, ChoiceState>()
  let begun = false
  return (data) => {
    const chunk = fieldsOf(parseJson(decodeUtf8(data)))
    const events: CommonEvent[] = []
    if (!begun) {
      begun = true
      events.push({ kind: 'begin', id: textOf(chunk['id']), created: numberOf(chunk['created']) })
    }
    for (const one of listOf(chunk['choices']).map(fieldsOf)) {
      const index = numberOf(one['index']) ?? 0
      const state = choices.get(index) ?? { parts: 0, running: null, calls: new Map<number, number>(), refused: false }
      choices.set(index, state)
      readDelta(index, fieldsOf(one['delta']), state, events)
      const tokens = listOf(fieldsOf(one['logprobs'])['content'])
      if (tokens.length > 0) events.push({ kind: 'logprobs', choice: index, tokens })
      const reason = textOf(one['finish_reason'])
      if (reason !== null) finish(index, reason, state, events)
    }
    return events
  }
}

function readDelta(choice: number, delta: Fields, state: ChoiceState, events: CommonEvent[]): void {
  const texts: readonly (readonly [PartKind, unknown])[] = [
    ['reasoning', delta['reasoning_content'] ?? delta['reasoning']],
    ['text', delta['content']],
    ['refusal', delta['refusal']],
  ]
  for (const [what, value] of texts) {
    const text = textOf(value)
    if (text === null || text === '') continue
    events.push({ kind: 'more', choice, part: partOf(what, choice, state, events), text })
  }
  for (const note of listOf(delta['annotations']).map(fieldsOf)) {
    const { url, title } = fieldsOf(note['url_citation'])
    // A source may be named before the first word of the text that it stands behind.
    const part = partOf('text', choice, state, events)
    events.push({ kind: 'citation', choice, part, citation: { url: textOf(url), title: textOf(title), quote: null } })
  }
  for (const call of listOf(delta['tool_calls']).map(fieldsOf)) readCall(choice, call, state, events)
  const legacy = delta['function_call']
  if (isFields(legacy)) readCall(choice, { index: 0, id: legacy['name'], function: legacy }, state, events)
}

/** The part of this kind that is running; it opens where another is. */
function partOf(what: PartKind, choice: number, state: ChoiceState, events: CommonEvent[]): number {
  if (state.running?.what === what) return state.running.part
  closeRunning(choice, state, events)
  state.running = { what, part: state.parts++ }
  events.push({ kind: 'open', choice, part: state.running.part, what })
  if (what === 'refusal') state.refused = true
  return state.running.part
}

function readCall(choice: number, call: Fields, state: ChoiceState, events: CommonEvent[]): void {
  // Only the first piece of a call says its type.
  const custom = call['type'] === 'custom' || call['custom'] !== undefined
  const inner = fieldsOf(custom ? call['custom'] : call['function'])
  const name = textOf(inner['name'])
  const id = textOf(call['id'])
  const at = numberOf(call['index']) ?? (id === null ? Math.max(0, state.calls.size - 1) : state.calls.size)
  let part = state.calls.get(at)
  if (part === undefined) {
    closeRunning(choice, state, events)
    part = state.parts++
    state.calls.set(at, part)
    const callId = id !== null && id !== '' ? id : `call_${choice}_${at}`
    events.push({ kind: 'open', choice, part, what: custom ? 'custom_call' : 'tool_call', callId, name: name ?? '' })
  }
  const text = textOf(custom ? inner['input'] : inner['arguments'])
  if (text !== null && text !== '') events.push({ kind: 'more', choice, part, text })
  const proof = textOf(fieldsOf(fieldsOf(call['extra_content'])['google'])['thought_signature'])
  if (proof !== null) events.push({ kind: 'signature', choice, part, signature: { from: 'gemini', text: proof } })
}

function closeRunning(choice: number, state: ChoiceState, events: CommonEvent[]): void {
  if (state.running === null) return
  const { part, what } = state.running
  // Marks whose reasoning it is, so that it finds its way back to a provider of this dialect and to no other.
  if (what === 'reasoning') events.push({ kind: 'signature', choice, part, signature: { from: 'openai-chat', text: '' } })
  events.push({ kind: 'close', choice, part })
  state.running = null
}

function finish(choice: number, wire: string, state: ChoiceState, events: CommonEvent[]): void {
  closeRunning(choice, state, events)
  for (const part of state.calls.values()) events.push({ kind: 'close', choice, part })
  const known = finishWord(wire)
  // Some servers say `stop` after calls, and some call twice.
  const called = state.calls.size > 0 && known === 'stop'
  state.calls.clear()
  events.push({
    kind: 'finish',
    choice,
    reason: called ? 'tool_calls' : state.refused && known === 'stop' ? 'refusal' : known,
    stopSequence: null,
  })
}
