// Events of a ConverseStream -> common events. A step over the open blocks; knows no sockets and no client.
import { parseJson } from '../../base/exact-json.ts'
import { decodeUtf8 } from '../../base/utf8.ts'
import type { Citation, CommonEvent, PartKind, PartOpening } from '../common-answer.ts'
import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../wire-fields.ts'
import { finishWord } from './finish-words.ts'

interface OpenPart {
  readonly part: number
  readonly what: PartKind
  /** A call without any argument sends none; the hub wants an object. */
  empty: boolean
}

interface State {
  /** By the number of their block. */
  readonly open: Map<number, OpenPart>
  parts: number
  calls: number
}

/** A reader for one stream: the data of its events in order -> common events. */
export function openCommonEvents(): (data: Uint8Array) => CommonEvent[] {
  const state: State = { open: new Map(), parts: 0, calls: 0 }
  return (data) => {
    const event = fieldsOf(parseJson(decodeUtf8(data)))
    if (event['messageStart'] !== undefined) return [{ kind: 'begin', id: null, created: null }]
    if (event['contentBlockStart'] !== undefined) return started(fieldsOf(event['contentBlockStart']), state)
    if (event['contentBlockDelta'] !== undefined) return grown(fieldsOf(event['contentBlockDelta']), state)
    if (event['contentBlockStop'] !== undefined) return closed(indexOf(fieldsOf(event['contentBlockStop'])), state)
    if (event['messageStop'] !== undefined) return ended(fieldsOf(event['messageStop']), state)
    return []
  }
}

function indexOf(event: Fields): number {
  return numberOf(event['contentBlockIndex']) ?? 0
}

/** Only calls announce themselves; those that the vendor makes and answers itself are none of the client's. */
function started(event: Fields, state: State): CommonEvent[] {
  const call = fieldsOf(fieldsOf(event['start'])['toolUse'])
  const name = textOf(call['name'])
  if (name === null || call['type'] === 'server_tool_use') return []
  state.calls++
  return opened(indexOf(event), { what: 'tool_call', callId: textOf(call['toolUseId']) ?? '', name }, state)
}

/** What runs under the same number as another kind of part ends it. */
function opened(index: number, opening: PartOpening, state: State): CommonEvent[] {
  const before = closed(index, state)
  const part = state.parts++
  state.open.set(index, { part, what: opening.what, empty: true })
  return [...before, { kind: 'open', choice: 0, part, ...opening }]
}

function closed(index: number, { open }: State): CommonEvent[] {
  const known = open.get(index)
  if (known === undefined) return []
  open.delete(index)
  const { part, what, empty } = known
  const close: CommonEvent = { kind: 'close', choice: 0, part }
  return what === 'tool_call' && empty ? [{ kind: 'more', choice: 0, part, text: '{}' }, close] : [close]
}

function grown(event: Fields, state: State): CommonEvent[] {
  const index = indexOf(event)
  const delta = fieldsOf(event['delta'])
  if (delta['toolUse'] !== undefined) return more(state.open.get(index), 'tool_call', textOf(fieldsOf(delta['toolUse'])['input']))
  if (delta['reasoningContent'] !== undefined) return thought(index, fieldsOf(delta['reasoningContent']), state)
  const text = textOf(delta['text'])
  if (text === null && delta['citation'] === undefined) return []
  const events = running(index, 'text', state)
  if (text !== null) return [...events, ...more(state.open.get(index), 'text', text)]
  const { part } = state.open.get(index) as OpenPart
  return [...events, { kind: 'citation', choice: 0, part, citation: citationOf(fieldsOf(delta['citation'])) }]
}

/** Opens a part of this kind unless it runs already. */
function running(index: number, what: PartKind, state: State): CommonEvent[] {
  return state.open.get(index)?.what === what ? [] : opened(index, { what }, state)
}

function more(part: OpenPart | undefined, what: PartKind, text: string | null): CommonEvent[] {
  if (part?.what !== what || text === null || text === '') return []
  part.empty = false
  return [{ kind: 'more', choice: 0, part: part.part, text }]
}

function thought(index: number, delta: Fields, state: State): CommonEvent[] {
  const hidden = textOf(delta['redactedContent'])
  const proof = hidden ?? textOf(delta['signature'])
  const what = hidden === null ? 'reasoning' : 'redacted'
  const events = running(index, what, state)
  const { part } = state.open.get(index) as OpenPart
  if (proof !== null) return [...events, { kind: 'signature', choice: 0, part, signature: { from: 'bedrock-converse', text: proof } }]
  return [...events, ...more(state.open.get(index), 'reasoning', textOf(delta['text']))]
}

function citationOf({ title, source, sourceContent, location }: Fields): Citation {
  const quote = listOf(sourceContent)
    .map((one) => textOf(fieldsOf(one)['text']) ?? '')
    .join('')
  const url = textOf(fieldsOf(fieldsOf(location)['web'])['url']) ?? textOf(source)
  return { url, title: textOf(title), quote: quote === '' ? null : quote }
}

/** Some models say that their turn ended where they made a call. */
function ended({ stopReason, additionalModelResponseFields }: Fields, state: State): CommonEvent[] {
  const left = [...state.open.keys()].flatMap((index) => closed(index, state))
  const stopSequence = textOf(fieldsOf(additionalModelResponseFields)['stop_sequence'])
  const reason = finishWord(textOf(stopReason) ?? '')
  const calls = reason === 'stop' && state.calls > 0
  return [...left, { kind: 'finish', choice: 0, reason: calls ? 'tool_calls' : reason, stopSequence }]
}
