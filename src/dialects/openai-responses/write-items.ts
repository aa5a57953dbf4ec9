// One part of an answer -> the events of one output item, and the item itself. Knows no other part.
import type { AnswerPart, PartOpening } from '../common-answer.ts'
import { signatureText } from '../signatures.ts'
import type { PartEvent } from '../take-turns.ts'
import type { Fields } from '../wire-fields.ts'

export interface ItemWriter {
  take(event: PartEvent): string[]
  /** Log probabilities of a text's tokens, behind the tokens themselves. */
  weigh?(tokens: readonly unknown[]): string[]
  /** Ends the item if it is still open. */
  end(): string[]
}

/** What all items of one answer share. */
export interface Shelf {
  readonly requestId: string
  /** Finished and open items, in the order in which they opened. */
  readonly items: Fields[]
  /** An event with its number. */
  readonly event: (type: string, fields: Fields) => string
}

type Opening = Extract<PartEvent, { kind: 'open' }>

export function itemWriter({ what, callId, name }: Opening, shelf: Shelf): ItemWriter {
  const opening: PartOpening = { what, ...(callId !== undefined && { callId }), ...(name !== undefined && { name }) }
  if (what === 'text' || what === 'refusal') return messageWriter(opening, shelf)
  return what === 'reasoning' || what === 'redacted' ? reasoningWriter(shelf) : callWriter(opening, shelf)
}

/** Puts an item on the shelf and says where it stands; each change of it is one that the last event repeats. */
function place(item: Fields, { items }: Shelf): number {
  return items.push(item) - 1
}

function nameOf(prefix: string, { requestId, items }: Shelf): string {
  return `${prefix}_${requestId.replaceAll('-', '')}_${items.length}`
}

function messageWriter({ what }: PartOpening, shelf: Shelf): ItemWriter {
  const refusal = what === 'refusal'
  const id = nameOf('msg', shelf)
  const index = place({}, shelf)
  const where = { item_id: id, output_index: index, content_index: 0 }
  const annotations: Fields[] = []
  const logprobs: unknown[] = []
  let text = ''
  let over = false
  const part = (): Fields =>
    refusal ? { type: 'refusal', refusal: text } : { type: 'output_text', text, annotations: [...annotations], logprobs: [...logprobs] }
  const message = (status: string, content: Fields[]): Fields => ({ id, type: 'message', role: 'assistant', status, content })
  const { event } = shelf
  return {
    take(one) {
      switch (one.kind) {
        case 'open':
          return [
            event('response.output_item.added', { output_index: index, item: message('in_progress', []) }),
            event('response.content_part.added', { ...where, part: part() }),
          ]
        case 'more':
          text += one.text
          return [
            refusal
              ? event('response.refusal.delta', { ...where, delta: one.text })
              : event('response.output_text.delta', { ...where, delta: one.text, logprobs: [] }),
          ]
        case 'citation': {
          const annotation = {
            type: 'url_citation',
            url: one.citation.url ?? '',
            title: one.citation.title ?? '',
            start_index: 0,
            end_index: text.length,
          }
          annotations.push(annotation)
          return [event('response.output_text.annotation.added', { ...where, annotation_index: annotations.length - 1, annotation })]
        }
        case 'close':
          return this.end()
        case 'signature':
          return []
      }
    },
    weigh(tokens) {
      if (refusal || over) return []
      logprobs.push(...tokens)
      return [event('response.output_text.delta', { ...where, delta: '', logprobs: tokens })]
    },
    end() {
      if (over) return []
      over = true
      const item = message('completed', [part()])
      shelf.items[index] = item
      return [
        refusal
          ? event('response.refusal.done', { ...where, refusal: text })
          : event('response.output_text.done', { ...where, text, logprobs: [...logprobs] }),
        event('response.content_part.done', { ...where, part: part() }),
        event('response.output_item.done', { output_index: index, item }),
      ]
    },
  }
}

function reasoningWriter(shelf: Shelf, sealed?: string): ItemWriter {
  const id = nameOf('rs', shelf)
  const index = place({}, shelf)
  const where = { item_id: id, output_index: index, summary_index: 0 }
  let proof: string | null = sealed ?? null
  let text = ''
  let over = false
  const { event } = shelf
  const item = (): Fields => ({
    id,
    type: 'reasoning',
    summary: text === '' ? [] : [{ type: 'summary_text', text }],
    ...(proof !== null && { encrypted_content: proof }),
  })
  return {
    take(one) {
      switch (one.kind) {
        case 'open':
          return [event('response.output_item.added', { output_index: index, item: { id, type: 'reasoning', summary: [] } })]
        case 'more': {
          const first =
            text === '' ? [event('response.reasoning_summary_part.added', { ...where, part: { type: 'summary_text', text: '' } })] : []
          text += one.text
          return [...first, event('response.reasoning_summary_text.delta', { ...where, delta: one.text })]
        }
        case 'signature':
          proof = signatureText(one.signature, 'openai-responses')
          return []
        case 'close':
          return this.end()
        case 'citation':
          return []
      }
    },
    end() {
      if (over) return []
      over = true
      shelf.items[index] = item()
      const part = { type: 'summary_text', text }
      const shown = [
        event('response.reasoning_summary_text.done', { ...where, text }),
        event('response.reasoning_summary_part.done', { ...where, part }),
      ]
      return [...(text === '' ? [] : shown), event('response.output_item.done', { output_index: index, item: item() })]
    },
  }
}

/** A call opens with the event behind its opening: proof of thought stands in front of it, as an item of its own. */
function callWriter(opening: PartOpening, shelf: Shelf): ItemWriter {
  const custom = opening.what === 'custom_call'
  const part: AnswerPart & { text: string } = { ...opening, text: '', citations: [] }
  const { event } = shelf
  let at: { readonly id: string; readonly index: number } | null = null
  let over = false
  const item = (status: string, text: string): Fields => ({
    id: at?.id,
    type: custom ? 'custom_tool_call' : 'function_call',
    status,
    call_id: part.callId,
    name: part.name,
    ...(custom ? { input: text } : { arguments: text }),
  })
  const begin = (): string[] => {
    if (at !== null) return []
    const id = nameOf(custom ? 'ctc' : 'fc', shelf)
    at = { id, index: place({}, shelf) }
    return [event('response.output_item.added', { output_index: at.index, item: item('in_progress', '') })]
  }
  const here = (): Fields => ({ item_id: at?.id, output_index: at?.index })
  const kind = custom ? 'response.custom_tool_call_input' : 'response.function_call_arguments'
  return {
    take(one) {
      switch (one.kind) {
        case 'open':
        case 'citation':
          return []
        case 'more': {
          const begun = begin()
          part.text += one.text
          return [...begun, event(`${kind}.delta`, { ...here(), delta: one.text })]
        }
        case 'signature': {
          if (at !== null) return []
          const thought = reasoningWriter(shelf, signatureText(one.signature, 'openai-responses'))
          return [...thought.take({ kind: 'open', choice: 0, part: 0, what: 'reasoning' }), ...thought.end()]
        }
        case 'close':
          return this.end()
      }
    },
    end() {
      if (over) return []
      over = true
      const begun = begin()
      const whole = item('completed', part.text)
      shelf.items[at?.index ?? 0] = whole
      return [
        ...begun,
        event(`${kind}.done`, { ...here(), ...(custom ? { input: part.text } : { arguments: part.text, name: part.name }) }),
        event('response.output_item.done', { output_index: at?.index, item: whole }),
      ]
    },
  }
}
