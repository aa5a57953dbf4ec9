// Common events -> the events of a Messages stream. Blocks never overlap here: parts that take turns wait for the open one. Knows no sockets.
import { errorBody } from '../../contract/error-bodies.ts'
import type { Citation, FinishReason, PartOpening } from '../common-answer.ts'
import type { AnswerFrame, EventWriter } from '../dialect.ts'
import { signatureText } from '../signatures.ts'
import { type PartEvent, takeTurns } from '../take-turns.ts'
import type { Fields } from '../wire-fields.ts'
import { wireWords } from './finish-words.ts'
import { writeUsage } from './usage.ts'

export function openWriter(frame: AnswerFrame): EventWriter {
  const turns = takeTurns()
  const write = blockWriter()
  let ended: { readonly reason: FinishReason; readonly stopSequence: string | null; readonly stoppedBy?: string } = {
    reason: 'stop',
    stopSequence: null,
  }
  return {
    write(event) {
      switch (event.kind) {
        case 'begin':
          return [messageStart(event.id, frame)]
        case 'logprobs':
          return []
        case 'finish':
          if (event.choice === 0) ended = event
          return event.choice === 0 ? turns.endAll().flatMap(write) : []
        default:
          return event.choice === 0 ? turns.take(event).flatMap(write) : []
      }
    },
    stop(by) {
      ended = { reason: 'length', stopSequence: null, stoppedBy: by }
      return turns.endAll().flatMap(write)
    },
    end(counted) {
      const { reason, stopSequence, stoppedBy } = ended
      const word = stopSequence === null ? wireWords[reason] : 'stop_sequence'
      const delta = JSON.stringify({ stop_reason: word, stop_sequence: stopSequence })
      const usage = counted === null ? '{"output_tokens":0}' : writeUsage(counted.usage, counted.cost())
      const more = stoppedBy === undefined ? '' : `,"nexorouter":${JSON.stringify({ stopped_by: stoppedBy })}`
      return [`{"type":"message_delta","delta":${delta},"usage":${usage}${more}}`, '{"type":"message_stop"}']
    },
    fail: (cause) => [JSON.stringify(errorBody('anthropic-messages', cause, frame.requestId))],
  }
}

function messageStart(id: string | null, frame: AnswerFrame): string {
  const message = {
    id: id?.startsWith('msg_') ? id : `msg_${frame.requestId.replaceAll('-', '')}`,
    type: 'message',
    role: 'assistant',
    model: frame.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    // Our own count: the provider's comes last, in the event with the stop reason.
    usage: { input_tokens: frame.promptTokens, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 0 },
  }
  return JSON.stringify({ type: 'message_start', message })
}

/** The block that is open, or about to be. */
interface Block extends PartOpening {
  started: boolean
}

/** Events of parts, one after the other -> the events of blocks. */
function blockWriter(): (event: PartEvent) => string[] {
  let block: Block = { what: 'text', started: false }
  let index = 0
  const start = (content: Fields): string[] => {
    if (block.started) return []
    block.started = true
    return [JSON.stringify({ type: 'content_block_start', index, content_block: content }), ...around('{"input":"')]
  }
  const add = (delta: Fields): string => JSON.stringify({ type: 'content_block_delta', index, delta })
  /** Free text for a tool is one member of an object here. */
  const around = (json: string): string[] => (block.what === 'custom_call' ? [add({ type: 'input_json_delta', partial_json: json })] : [])
  const stop = (): string[] => {
    if (!block.started) return []
    block.started = false
    return [...around('"}'), JSON.stringify({ type: 'content_block_stop', index: index++ })]
  }
  const sign = (text: string): string[] => {
    if (block.what === 'reasoning') return [add({ type: 'signature_delta', signature: text })]
    if (block.what === 'redacted') return start({ type: 'redacted_thinking', data: text })
    if (block.what !== 'tool_call' || block.started) return []
    // Proof that belongs to a call travels as an empty thought before it: clients of this dialect send thoughts back.
    return [...start({ type: 'thinking', thinking: '', signature: '' }), add({ type: 'signature_delta', signature: text }), ...stop()]
  }
  return (event) => {
    switch (event.kind) {
      case 'open':
        block = { ...event, started: false }
        // A call's block waits: its proof may come before its arguments. Hidden thoughts have nothing but their proof.
        return ['text', 'refusal', 'reasoning'].includes(block.what) ? start(blockOf(block)) : []
      case 'more':
        return [...start(blockOf(block)), add(moreOf(block, event.text))]
      case 'signature':
        return sign(signatureText(event.signature, 'anthropic-messages'))
      case 'citation':
        return [...start(blockOf(block)), add({ type: 'citations_delta', citation: citationFrom(event.citation) })]
      case 'close':
        return [...(block.what === 'redacted' ? [] : start(blockOf(block))), ...stop()]
    }
  }
}

function blockOf({ what, callId, name }: PartOpening): Fields {
  switch (what) {
    case 'reasoning':
    case 'redacted':
      return { type: 'thinking', thinking: '', signature: '' }
    case 'tool_call':
    case 'custom_call':
      return { type: 'tool_use', id: callId ?? '', name: name ?? '', input: {} }
    case 'text':
    case 'refusal':
      return { type: 'text', text: '' }
  }
}

function moreOf({ what }: PartOpening, text: string): Fields {
  switch (what) {
    case 'reasoning':
    case 'redacted':
      return { type: 'thinking_delta', thinking: text }
    case 'tool_call':
      return { type: 'input_json_delta', partial_json: text }
    case 'custom_call':
      return { type: 'input_json_delta', partial_json: JSON.stringify(text).slice(1, -1) }
    case 'text':
    case 'refusal':
      return { type: 'text_delta', text }
  }
}

function citationFrom({ url, title, quote }: Citation): Fields {
  return { type: 'web_search_result_location', url: url ?? '', title, cited_text: quote ?? '', encrypted_index: '' }
}
