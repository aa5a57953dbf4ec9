// Common events -> the typed events of a Responses stream, numbered. Parts are items here; calls may take turns. Knows no sockets.
import type { CommonEvent } from '../common-answer.ts'
import type { AnswerFrame, EventWriter } from '../dialect.ts'
import type { PartEvent } from '../take-turns.ts'
import type { Fields } from '../wire-fields.ts'
import { failedEvent } from './failed-event.ts'
import { endingOf } from './finish-words.ts'
import { itemWriter, type ItemWriter } from './write-items.ts'
import { writeUsage } from './usage.ts'

export function openWriter(frame: AnswerFrame): EventWriter {
  let sequence = 0
  let head: Fields = {
    id: `resp_${frame.requestId.replaceAll('-', '')}`,
    object: 'response',
    created_at: frame.createdSeconds,
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    model: frame.model,
    output: [],
    parallel_tool_calls: true,
    store: false,
    usage: null,
  }
  let ending = endingOf('stop')
  const items: Fields[] = []
  const parts = new Map<number, ItemWriter>()
  let refused = false
  /** The text that is written now. */
  let text: ItemWriter | undefined
  const event = (type: string, fields: Fields): string => JSON.stringify({ type, ...fields, sequence_number: sequence++ })
  const take = (one: PartEvent): string[] => {
    if (one.kind === 'open') refused ||= one.what === 'refusal'
    if (one.kind === 'open') parts.set(one.part, itemWriter(one, { requestId: frame.requestId, items, event }))
    const part = parts.get(one.part)
    if (one.kind === 'open' && one.what === 'text') text = part
    return part?.take(one) ?? []
  }
  const endAll = (): string[] => [...parts.values()].flatMap((part) => part.end())
  const begin = (one: Extract<CommonEvent, { kind: 'begin' }>): string[] => {
    const id = one.id?.startsWith('resp_') ? one.id : head['id']
    head = { ...head, id, created_at: one.created ?? head['created_at'] }
    return [event('response.created', { response: head }), event('response.in_progress', { response: head })]
  }
  return {
    write(one) {
      switch (one.kind) {
        case 'begin':
          return begin(one)
        case 'logprobs':
          return one.choice === 0 ? (text?.weigh?.(one.tokens) ?? []) : []
        case 'finish':
          if (one.choice !== 0) return []
          // A vendor's refusal without the model's own words is a filter here.
          ending = endingOf(one.reason === 'refusal' && !refused ? 'content_filter' : one.reason)
          return endAll()
        default:
          return one.choice === 0 ? take(one) : []
      }
    },
    stop(by) {
      ending = { ...endingOf('length'), nexorouter: { stopped_by: by } }
      return endAll()
    },
    end(counted) {
      const response: Fields = { ...head, ...ending, output: items.filter(Boolean) }
      const type = response['status'] === 'incomplete' ? 'response.incomplete' : 'response.completed'
      const usage = counted === null ? 'null' : writeUsage(counted.usage, counted.cost())
      const body = JSON.stringify({ ...response, usage: undefined }).slice(0, -1)
      return [`{"type":"${type}","response":${body},"usage":${usage}},"sequence_number":${sequence++}}`]
    },
    fail: (cause) => [failedEvent(cause, frame, { ...head, output: items.filter(Boolean) }, sequence)],
  }
}
