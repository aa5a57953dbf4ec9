// Whole answers of this dialect: reading one, cutting one into stream events, and joining stream events into one. Knows no sockets.
import { parseJson } from '../../base/exact-json.ts'
import { decodeUtf8, encodeUtf8, utf8Length } from '../../base/utf8.ts'
import type { EventJoiner, WholeAnswer } from '../dialect.ts'
import { type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from '../wire-fields.ts'
import { finishWord } from './finish-words.ts'
import { mergeUsage, readUsage } from './usage.ts'

export function readWholeAnswer(bytes: Uint8Array): WholeAnswer {
  const value = parseJson(decodeUtf8(bytes))
  if (!isFields(value)) return { kind: 'nonsense' }
  if (value['type'] === 'error' || value['error'] != null) return { kind: 'error', value }
  if (!Array.isArray(value['content'])) return { kind: 'nonsense' }
  const outputBytes = value['content'].reduce((sum: number, block) => sum + blockBytes(fieldsOf(block)), 0)
  const reason = textOf(value['stop_reason'])
  const finishReason = reason === null ? null : finishWord(reason)
  return {
    kind: 'answer',
    completion: { finishReason, usage: readUsage(value['usage']), outputBytes, hasOutput: outputBytes > 0 },
    value,
  }
}

function blockBytes(block: Fields): number {
  const texts = [block['text'], block['thinking'], block['name'], block['input'] === undefined ? undefined : JSON.stringify(block['input'])]
  return texts.reduce((sum: number, text) => sum + (typeof text === 'string' ? utf8Length(text) : 0), 0)
}

/** A whole answer as the data of stream events, for an upstream that answers JSON to `stream: true`. */
export function cutIntoEvents(answer: Fields): Uint8Array[] {
  const { content, stop_reason: reason, stop_sequence: sequence, usage, ...head } = answer
  const started = { ...head, content: [], stop_reason: null, stop_sequence: null, usage: { ...fieldsOf(usage), output_tokens: 0 } }
  const events: Fields[] = [{ type: 'message_start', message: started }]
  for (const [index, block] of listOf(content).map(fieldsOf).entries()) {
    const { start, deltas } = cutBlock(block)
    events.push({ type: 'content_block_start', index, content_block: start })
    for (const delta of deltas) events.push({ type: 'content_block_delta', index, delta })
    events.push({ type: 'content_block_stop', index })
  }
  events.push({ type: 'message_delta', delta: { stop_reason: reason ?? 'end_turn', stop_sequence: sequence ?? null }, usage })
  events.push({ type: 'message_stop' })
  return events.map((event) => encodeUtf8(JSON.stringify(event)))
}

function cutBlock(block: Fields): { readonly start: Fields; readonly deltas: readonly Fields[] } {
  switch (block['type']) {
    case 'text': {
      const { citations, ...text } = block
      const cited = listOf(citations).map((citation) => ({ type: 'citations_delta', citation }))
      return { start: { ...text, text: '' }, deltas: [{ type: 'text_delta', text: block['text'] }, ...cited] }
    }
    case 'thinking': {
      const signature = textOf(block['signature']) ?? ''
      const deltas = [
        { type: 'thinking_delta', thinking: block['thinking'] },
        { type: 'signature_delta', signature },
      ]
      return { start: { ...block, thinking: '', signature: '' }, deltas }
    }
    case 'tool_use':
      return { start: { ...block, input: {} }, deltas: [{ type: 'input_json_delta', partial_json: JSON.stringify(block['input'] ?? {}) }] }
    default:
      return { start: block, deltas: [] }
  }
}

/** Joins stream events into one message, for offers that only stream. Feed it the parsed data of each event, in order. */
export function joinEvents(): EventJoiner {
  let message: Fields = {}
  let usage: Fields = {}
  const blocks: Fields[] = []
  const inputs = new Map<number, string>()
  return {
    add(value) {
      const event = fieldsOf(value)
      const index = numberOf(event['index']) ?? 0
      switch (event['type']) {
        case 'message_start':
          message = fieldsOf(event['message'])
          usage = mergeUsage({}, message['usage'])
          return
        case 'content_block_start':
          if (index >= 0 && index < 10_000) blocks[index] = { ...fieldsOf(event['content_block']) }
          return
        case 'content_block_delta':
          return addDelta(blocks[index], fieldsOf(event['delta']), (json) => inputs.set(index, (inputs.get(index) ?? '') + json))
        case 'message_delta':
          message = { ...message, ...fieldsOf(event['delta']) }
          usage = mergeUsage(usage, event['usage'])
      }
    },
    completion() {
      for (const [index, json] of inputs) {
        const block = blocks[index]
        if (block !== undefined && json !== '') block['input'] = parseJson(json) ?? {}
      }
      return { ...message, content: blocks.filter(Boolean), usage }
    },
  }
}

function addDelta(block: Fields | undefined, delta: Fields, addInput: (json: string) => void): void {
  if (block === undefined) return
  const join = (name: string): void => {
    block[name] = `${textOf(block[name]) ?? ''}${textOf(delta[name]) ?? ''}`
  }
  switch (delta['type']) {
    case 'text_delta':
      return join('text')
    case 'thinking_delta':
      return join('thinking')
    case 'signature_delta':
      return join('signature')
    case 'input_json_delta':
      return addInput(textOf(delta['partial_json']) ?? '')
    case 'citations_delta':
      block['citations'] = [...listOf(block['citations']), delta['citation']]
  }
}
