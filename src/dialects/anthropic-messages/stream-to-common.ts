// Events of a Messages stream -> common events. A step over the open blocks; knows no sockets and no client.
import { parseJson } from '../../base/exact-json.ts'
import { decodeUtf8 } from '../../base/utf8.ts'
import type { Citation, CommonEvent, PartOpening } from '../common-answer.ts'
import { type Fields, fieldsOf, numberOf, textOf } from '../wire-fields.ts'
import { finishWord } from './finish-words.ts'

interface OpenPart extends PartOpening {
  readonly part: number
  /** A call without any argument sends none; the hub wants an object. */
  empty: boolean
}

/** A reader for one stream: the data of its events in order -> common events. */
export function openCommonEvents(): (data: Uint8Array) => CommonEvent[] {
  const parts = new Map<number, OpenPart>()
  let count = 0
  return (data) => {
    const event = fieldsOf(parseJson(decodeUtf8(data)))
    const index = numberOf(event['index']) ?? 0
    switch (event['type']) {
      case 'message_start':
        return [{ kind: 'begin', id: textOf(fieldsOf(event['message'])['id']), created: null }]
      case 'content_block_start': {
        const opening = openingOf(fieldsOf(event['content_block']))
        if (opening === null) return []
        const part: OpenPart = { ...opening, part: count++, empty: true }
        parts.set(index, part)
        return [{ kind: 'open', choice: 0, part: part.part, ...opening }, ...firstWords(fieldsOf(event['content_block']), part)]
      }
      case 'content_block_delta': {
        const part = parts.get(index)
        return part === undefined ? [] : deltaOf(fieldsOf(event['delta']), part)
      }
      case 'content_block_stop': {
        const part = parts.get(index)
        parts.delete(index)
        if (part === undefined) return []
        const close: CommonEvent = { kind: 'close', choice: 0, part: part.part }
        return part.what === 'tool_call' && part.empty ? [{ kind: 'more', choice: 0, part: part.part, text: '{}' }, close] : [close]
      }
      case 'message_delta': {
        const delta = fieldsOf(event['delta'])
        const reason = textOf(delta['stop_reason'])
        return reason === null
          ? []
          : [{ kind: 'finish', choice: 0, reason: finishWord(reason), stopSequence: textOf(delta['stop_sequence']) }]
      }
      default:
        return []
    }
  }
}

function openingOf(block: Fields): PartOpening | null {
  switch (block['type']) {
    case 'text':
      return { what: 'text' }
    case 'thinking':
      return { what: 'reasoning' }
    case 'redacted_thinking':
      return { what: 'redacted' }
    case 'tool_use':
      return { what: 'tool_call', callId: textOf(block['id']) ?? '', name: textOf(block['name']) ?? '' }
    default:
      return null
  }
}

/** What a block already says when it opens. */
function firstWords(block: Fields, part: OpenPart): CommonEvent[] {
  const data = textOf(block['data'])
  if (part.what === 'redacted' && data !== null) {
    return [{ kind: 'signature', choice: 0, part: part.part, signature: { from: 'anthropic-messages', text: data } }]
  }
  const input = fieldsOf(block['input'])
  const text = textOf(block['text']) ?? textOf(block['thinking']) ?? (Object.keys(input).length > 0 ? JSON.stringify(input) : '')
  return text === '' ? [] : more(part, text)
}

function more(part: OpenPart, text: string): CommonEvent[] {
  if (text === '') return []
  part.empty = false
  return [{ kind: 'more', choice: 0, part: part.part, text }]
}

function deltaOf(delta: Fields, part: OpenPart): CommonEvent[] {
  switch (delta['type']) {
    case 'text_delta':
      return more(part, textOf(delta['text']) ?? '')
    case 'thinking_delta':
      return more(part, textOf(delta['thinking']) ?? '')
    case 'input_json_delta':
      return more(part, textOf(delta['partial_json']) ?? '')
    case 'signature_delta': {
      const text = textOf(delta['signature']) ?? ''
      return [{ kind: 'signature', choice: 0, part: part.part, signature: { from: 'anthropic-messages', text } }]
    }
    case 'citations_delta':
      return [{ kind: 'citation', choice: 0, part: part.part, citation: citationOf(fieldsOf(delta['citation'])) }]
    default:
      return []
  }
}

function citationOf(citation: Fields): Citation {
  return {
    url: textOf(citation['url'] ?? citation['source']),
    title: textOf(citation['title'] ?? citation['document_title']),
    quote: textOf(citation['cited_text']),
  }
}
