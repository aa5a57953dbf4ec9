// Whole answers of this dialect: reading one, cutting one into stream events, and joining stream events into one. Knows no sockets.
import { parseJson } from '../../base/exact-json.ts'
import { decodeUtf8, encodeUtf8, utf8Length } from '../../base/utf8.ts'
import type { EventJoiner, WholeAnswer } from '../dialect.ts'
import { type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from '../wire-fields.ts'
import { finishOf } from './finish-words.ts'
import { readUsage } from './usage.ts'

export function readWholeAnswer(bytes: Uint8Array): WholeAnswer {
  const value = parseJson(decodeUtf8(bytes))
  if (!isFields(value)) return { kind: 'nonsense' }
  if (value['error'] != null || value['status'] === 'failed') return { kind: 'error', value }
  if (!Array.isArray(value['output'])) return { kind: 'nonsense' }
  const outputBytes = value['output'].reduce((sum: number, item) => sum + itemBytes(fieldsOf(item)), 0)
  const completion = { finishReason: finishOf(value), usage: readUsage(value['usage']), outputBytes, hasOutput: outputBytes > 0 }
  return { kind: 'answer', completion, value }
}

function itemBytes(item: Fields): number {
  const parts = [...listOf(item['content']), ...listOf(item['summary'])].map(fieldsOf)
  const texts = [item['name'], item['arguments'], item['input'], ...parts.flatMap((part) => [part['text'], part['refusal']])]
  return texts.reduce((sum: number, text) => sum + (typeof text === 'string' ? utf8Length(text) : 0), 0)
}

/** A whole answer as the data of stream events, for an upstream that answers JSON to `stream: true`. */
export function cutIntoEvents(answer: Fields): Uint8Array[] {
  const begun = { ...answer, status: 'in_progress', output: [], usage: null }
  const items = listOf(answer['output']).flatMap((item, at) => cutItem(fieldsOf(item), at))
  const last = answer['status'] === 'incomplete' ? 'response.incomplete' : 'response.completed'
  const events: Fields[] = [{ type: 'response.created', response: begun }, ...items, { type: last, response: answer }]
  return events.map((event, at) => encodeUtf8(JSON.stringify({ ...event, sequence_number: at })))
}

function cutItem(item: Fields, at: number): Fields[] {
  const where = { item_id: item['id'], output_index: at }
  const around = (bare: Fields, inner: readonly Fields[]): Fields[] => [
    { type: 'response.output_item.added', output_index: at, item: bare },
    ...inner,
    { type: 'response.output_item.done', output_index: at, item },
  ]
  switch (item['type']) {
    case 'message': {
      const parts = listOf(item['content']).map(fieldsOf)
      return around(
        { ...item, content: [] },
        parts.flatMap((part, index) => cutPart(part, { ...where, content_index: index })),
      )
    }
    case 'function_call':
      return around({ ...item, arguments: '' }, [{ type: 'response.function_call_arguments.delta', ...where, delta: item['arguments'] }])
    case 'custom_tool_call':
      return around({ ...item, input: '' }, [{ type: 'response.custom_tool_call_input.delta', ...where, delta: item['input'] }])
    case 'reasoning': {
      const texts = listOf(item['summary']).map((part) => textOf(fieldsOf(part)['text']) ?? '')
      const deltas = texts.map((delta, index) => ({ type: 'response.reasoning_summary_text.delta', ...where, summary_index: index, delta }))
      return around({ ...item, summary: [] }, deltas)
    }
    default:
      return around(item, [])
  }
}

function cutPart(part: Fields, where: Fields): Fields[] {
  const refusal = part['type'] === 'refusal'
  const bare = refusal ? { ...part, refusal: '' } : { ...part, text: '', annotations: [] }
  const annotations = listOf(part['annotations']).map((annotation, index) => ({
    type: 'response.output_text.annotation.added',
    ...where,
    annotation_index: index,
    annotation,
  }))
  return [
    { type: 'response.content_part.added', ...where, part: bare },
    refusal
      ? { type: 'response.refusal.delta', ...where, delta: part['refusal'] }
      : { type: 'response.output_text.delta', ...where, delta: part['text'], logprobs: part['logprobs'] ?? [] },
    ...annotations,
    { type: 'response.content_part.done', ...where, part },
  ]
}

/** Joins stream events into one response. Feed it the parsed data of each event, in order. */
export function joinEvents(): EventJoiner {
  let response: Fields = {}
  let whole = false
  const items: Fields[] = []
  return {
    add(value) {
      const event = fieldsOf(value)
      const at = numberOf(event['output_index']) ?? 0
      switch (event['type']) {
        case 'response.created':
          response = fieldsOf(event['response'])
          return
        case 'response.completed':
        case 'response.incomplete':
          response = fieldsOf(event['response'])
          whole = true
          return
        case 'response.output_item.added':
        case 'response.output_item.done':
          if (at >= 0 && at < 10_000) items[at] = structuredClone(fieldsOf(event['item']))
          return
        default:
          return addDelta(items[at], event)
      }
    },
    completion: () => (whole && listOf(response['output']).length > 0 ? response : { ...response, output: items.filter(Boolean) }),
  }
}

/** Keeps the open item up to date, for streams that end before its last word. */
function addDelta(item: Fields | undefined, event: Fields): void {
  const delta = textOf(event['delta'])
  if (item === undefined || delta === null) return
  const join = (target: Fields, name: string): void => void (target[name] = `${textOf(target[name]) ?? ''}${delta}`)
  switch (event['type']) {
    case 'response.output_text.delta':
    case 'response.refusal.delta': {
      const refusal = event['type'] === 'response.refusal.delta'
      const content = [...listOf(item['content'])]
      const at = numberOf(event['content_index']) ?? 0
      const part = { ...(isFields(content[at]) ? content[at] : refusal ? { type: 'refusal' } : { type: 'output_text', annotations: [] }) }
      join(part, refusal ? 'refusal' : 'text')
      content[at] = part
      item['content'] = content
      return
    }
    case 'response.function_call_arguments.delta':
      return join(item, 'arguments')
    case 'response.custom_tool_call_input.delta':
      return join(item, 'input')
  }
}
