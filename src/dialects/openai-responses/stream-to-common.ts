// Events of a Responses stream -> common events. A step over the open items; knows no sockets and no client.
import { parseJson } from '../../base/exact-json.ts'
import { decodeUtf8 } from '../../base/utf8.ts'
import type { Citation, CommonEvent, PartKind } from '../common-answer.ts'
import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../wire-fields.ts'
import { finishOf } from './finish-words.ts'

/** What is open, by its place on the wire, and how many parts there were. */
interface Reading {
  readonly open: Map<string, { readonly part: number; empty: boolean }>
  parts: number
  /** The summary that a reasoning item is at: a new one begins a new paragraph. */
  summary: number
  called: boolean
  refused: boolean
}

/** A reader for one stream: the data of its events in order -> common events. */
export function openCommonEvents(): (data: Uint8Array) => CommonEvent[] {
  const reading: Reading = { open: new Map(), parts: 0, summary: 0, called: false, refused: false }
  return (data) => readEvent(fieldsOf(parseJson(decodeUtf8(data))), reading)
}

function readEvent(event: Fields, reading: Reading): CommonEvent[] {
  const item = `${numberOf(event['output_index']) ?? 0}`
  const part = `${item}.${numberOf(event['content_index']) ?? 0}`
  switch (event['type']) {
    case 'response.created': {
      const response = fieldsOf(event['response'])
      return [{ kind: 'begin', id: textOf(response['id']), created: numberOf(response['created_at']) }]
    }
    case 'response.output_item.added':
      return itemAdded(fieldsOf(event['item']), item, reading)
    case 'response.content_part.added': {
      const refusal = fieldsOf(event['part'])['type'] === 'refusal'
      reading.refused ||= refusal
      return open(part, refusal ? 'refusal' : 'text', reading)
    }
    case 'response.output_text.delta':
    case 'response.refusal.delta': {
      const tokens = listOf(event['logprobs'])
      return [...more(part, event['delta'], reading), ...(tokens.length > 0 ? [{ kind: 'logprobs' as const, choice: 0, tokens }] : [])]
    }
    case 'response.output_text.annotation.added': {
      const at = reading.open.get(part)
      return at === undefined ? [] : [{ kind: 'citation', choice: 0, part: at.part, citation: citationOf(fieldsOf(event['annotation'])) }]
    }
    case 'response.content_part.done':
      return close(part, reading)
    case 'response.function_call_arguments.delta':
    case 'response.custom_tool_call_input.delta':
      return more(item, event['delta'], reading)
    case 'response.reasoning_summary_text.delta':
    case 'response.reasoning_text.delta':
      return reasoningMore(event, item, reading)
    case 'response.output_item.done':
      return itemDone(fieldsOf(event['item']), item, reading)
    case 'response.completed':
    case 'response.incomplete':
      return finish(fieldsOf(event['response']), reading)
    default:
      return []
  }
}

function open(place: string, what: PartKind, reading: Reading, call: { callId?: string; name?: string } = {}): CommonEvent[] {
  const part = reading.parts++
  reading.open.set(place, { part, empty: true })
  return [{ kind: 'open', choice: 0, part, what, ...call }]
}

function more(place: string, delta: unknown, reading: Reading): CommonEvent[] {
  const at = reading.open.get(place)
  const text = textOf(delta) ?? ''
  if (at === undefined || text === '') return []
  at.empty = false
  return [{ kind: 'more', choice: 0, part: at.part, text }]
}

function close(place: string, reading: Reading): CommonEvent[] {
  const at = reading.open.get(place)
  reading.open.delete(place)
  return at === undefined ? [] : [{ kind: 'close', choice: 0, part: at.part }]
}

function itemAdded(item: Fields, place: string, reading: Reading): CommonEvent[] {
  const call = { callId: textOf(item['call_id']) ?? '', name: textOf(item['name']) ?? '' }
  switch (item['type']) {
    case 'function_call':
      reading.called = true
      return open(place, 'tool_call', reading, call)
    case 'custom_tool_call':
      reading.called = true
      return open(place, 'custom_call', reading, call)
    default:
      return []
  }
}

function reasoningMore(event: Fields, place: string, reading: Reading): CommonEvent[] {
  const begun = reading.open.has(place) ? [] : open(place, 'reasoning', reading)
  const summary = numberOf(event['summary_index']) ?? 0
  const gap = begun.length === 0 && summary > reading.summary ? more(place, '\n\n', reading) : []
  reading.summary = summary
  return [...begun, ...gap, ...more(place, event['delta'], reading)]
}

function itemDone(item: Fields, place: string, reading: Reading): CommonEvent[] {
  if (item['type'] === 'reasoning') return reasoningDone(item, place, reading)
  const at = reading.open.get(place)
  // Some servers send a call in one piece.
  const late = at?.empty === true ? more(place, item['type'] === 'custom_tool_call' ? item['input'] : item['arguments'], reading) : []
  return [...late, ...close(place, reading)]
}

/** The encrypted form is the proof; with it goes the item's ID, which the vendor wants back. */
function reasoningDone(item: Fields, place: string, reading: Reading): CommonEvent[] {
  const sealed = textOf(item['encrypted_content'])
  const begun = reading.open.has(place) || sealed === null ? [] : open(place, 'reasoning', reading)
  const at = reading.open.get(place)
  if (at === undefined) return []
  const text = `${textOf(item['id']) ?? ''}:${sealed ?? ''}`
  const proof: CommonEvent[] =
    sealed === null ? [] : [{ kind: 'signature', choice: 0, part: at.part, signature: { from: 'openai-responses', text } }]
  return [...begun, ...proof, ...close(place, reading)]
}

function finish(response: Fields, reading: Reading): CommonEvent[] {
  const closing = [...reading.open.keys()].flatMap((place) => close(place, reading))
  const said = finishOf(response) ?? 'stop'
  const reason = said === 'stop' && reading.called ? 'tool_calls' : said === 'stop' && reading.refused ? 'refusal' : said
  return [...closing, { kind: 'finish', choice: 0, reason, stopSequence: null }]
}

function citationOf(annotation: Fields): Citation {
  return { url: textOf(annotation['url']), title: textOf(annotation['title'] ?? annotation['filename']), quote: null }
}
