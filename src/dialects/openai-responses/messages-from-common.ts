// Common messages -> the input items of a Responses request. Knows nothing of the settings beside them.
import type { CommonMessage, CommonPart, Reasoning, ToolCall, ToolResult } from '../common-request.ts'
import { unsaidOf, urlOf } from '../media.ts'
import { type Fields, present } from '../wire-fields.ts'

/** `drop` takes a word for what could not be carried. Calls, results and thoughts are items of their own, in their order. */
export function itemsFromCommon(messages: readonly CommonMessage[], drop: (what: string) => void): Fields[] {
  return messages.flatMap(({ role, parts, name }) => {
    if (name !== undefined) drop('messages.name')
    const items: Fields[] = []
    let content: Fields[] = []
    const flush = (): void => {
      if (content.length > 0) items.push({ type: 'message', role, content })
      content = []
    }
    for (const part of parts) {
      const own = ownItem(part, drop)
      if (own === null) content.push(...partFrom(part, role, drop))
      else {
        flush()
        items.push(...own)
      }
    }
    flush()
    return items
  })
}

/** Null for what stands inside a message. */
function ownItem(part: CommonPart, drop: (what: string) => void): Fields[] | null {
  switch (part.kind) {
    case 'tool_call':
      return [callFrom(part)]
    case 'tool_result':
      return [resultFrom(part, drop)]
    case 'reasoning':
      return reasoningFrom(part, drop)
    default:
      return null
  }
}

function callFrom({ id, name, input, custom }: ToolCall): Fields {
  if (custom === true) return { type: 'custom_tool_call', call_id: id, name, input }
  return { type: 'function_call', call_id: id, name, arguments: input === '' ? '{}' : input }
}

function resultFrom(result: ToolResult, drop: (what: string) => void): Fields {
  const text = result.content.every(({ kind }) => kind === 'text')
  const joined = result.content.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n')
  const said = result.failed && !/^error/i.test(joined) ? `Error: ${joined}` : joined
  const parts = result.content.flatMap((part) => partFrom(part, 'user', drop))
  if (result.cache !== undefined) drop('cache_control')
  return { type: 'function_call_output', call_id: result.callId, output: text ? said : parts }
}

/** Only this vendor's own thoughts, sealed, mean anything to it. */
function reasoningFrom({ text, signature }: Reasoning, drop: (what: string) => void): Fields[] {
  if (signature?.from !== 'openai-responses') {
    drop('messages.reasoning')
    return []
  }
  const at = signature.text.indexOf(':')
  const summary = text === '' ? [] : [{ type: 'summary_text', text }]
  return [
    present({ type: 'reasoning', id: signature.text.slice(0, at) || undefined, summary, encrypted_content: signature.text.slice(at + 1) }),
  ]
}

function partFrom(part: CommonPart, role: CommonMessage['role'], drop: (what: string) => void): Fields[] {
  if ('cache' in part && part.cache !== undefined) drop('cache_control')
  switch (part.kind) {
    case 'text':
      return [role === 'assistant' ? { type: 'output_text', text: part.text, annotations: [] } : { type: 'input_text', text: part.text }]
    case 'refusal':
      return [{ type: 'refusal', refusal: part.text }]
    case 'image':
      return [present({ type: 'input_image', image_url: urlOf(part.source) ?? undefined, detail: part.detail ?? 'auto' })]
    case 'document': {
      for (const what of unsaidOf(part)) drop(what)
      if (part.source.kind === 'text') return [{ type: 'input_text', text: part.source.text }]
      const where =
        part.source.kind === 'url'
          ? { file_url: part.source.url }
          : { filename: part.name ?? 'document.pdf', file_data: urlOf(part.source) }
      return [{ type: 'input_file', ...where }]
    }
    case 'audio':
      drop('messages.audio')
      return []
    default:
      return []
  }
}
