// Common messages -> the system prompt and messages of a Messages request. Knows nothing of the settings beside them.
import { parseJson } from '../../base/exact-json.ts'
import type { CacheMark, CommonMessage, CommonPart, MediaSource, Reasoning, ToolResult } from '../common-request.ts'
import { type Fields, isFields, present } from '../wire-fields.ts'

export interface WrittenMessages {
  readonly system: readonly Fields[]
  readonly messages: readonly Fields[]
}

/** Instructions stand before the conversation here; turns of one role in a row become one. `drop` takes a word for what is left out. */
export function messagesFromCommon(messages: readonly CommonMessage[], drop: (what: string) => void): WrittenMessages {
  const system: Fields[] = []
  const turns: { role: string; content: Fields[] }[] = []
  for (const { role, parts, name } of messages) {
    if (name !== undefined) drop('messages.name')
    const blocks = parts.flatMap((part) => blockFrom(part, drop))
    if (role === 'system' || role === 'developer') system.push(...blocks)
    else if (turns.at(-1)?.role === role) turns.at(-1)?.content.push(...blocks)
    else if (blocks.length > 0) turns.push({ role, content: blocks })
  }
  return { system, messages: turns.map(({ role, content }) => ({ role, content: resultsFirst(content) })) }
}

/** Results must come before anything else in the turn behind their calls. */
function resultsFirst(blocks: readonly Fields[]): Fields[] {
  const isResult = (block: Fields): boolean => block['type'] === 'tool_result'
  return [...blocks.filter(isResult), ...blocks.filter((block) => !isResult(block))]
}

export function cacheMark(cache: CacheMark | undefined): Fields | undefined {
  return cache === undefined ? undefined : present({ type: 'ephemeral', ttl: cache.ttl ?? undefined })
}

/** The vendor takes letters, digits, `_` and `-` only; calls and results are changed alike. */
function callId(id: string): string {
  return id.replace(/[^A-Za-z0-9_-]/g, '_')
}

function blockFrom(part: CommonPart, drop: (what: string) => void): Fields[] {
  const cached = 'cache' in part ? { cache_control: cacheMark(part.cache) } : {}
  switch (part.kind) {
    case 'text':
    case 'refusal':
      // Empty text is refused.
      return part.text === '' ? [] : [present({ type: 'text', text: part.text, ...cached })]
    case 'image': {
      const source = sourceFrom(part.source)
      if (part.detail !== undefined && part.detail !== 'auto') drop('messages.image.detail')
      return [present({ type: 'image', source, ...cached })]
    }
    case 'document': {
      const citations = part.cited === true ? { enabled: true } : undefined
      return [present({ type: 'document', source: sourceFrom(part.source), title: part.name, context: part.context, citations, ...cached })]
    }
    case 'audio':
      drop('messages.audio')
      return []
    case 'tool_call':
      return [present({ type: 'tool_use', id: callId(part.id), name: part.name, input: inputOf(part.input), ...cached })]
    case 'tool_result':
      return [{ ...resultFrom(part, drop), ...present(cached) }]
    case 'reasoning':
      return thoughtFrom(part, drop)
  }
}

/** Arguments are an object here; what is none stands under one name. */
function inputOf(text: string): Fields {
  const value = parseJson(text === '' ? '{}' : text)
  return isFields(value) ? value : { input: text }
}

function resultFrom(result: ToolResult, drop: (what: string) => void): Fields {
  const content = result.content.flatMap((part) => blockFrom(part, drop))
  return present({
    type: 'tool_result',
    tool_use_id: callId(result.callId),
    content: content.length === 0 ? undefined : content,
    is_error: result.failed ? true : undefined,
  })
}

/** Only this vendor's own thoughts, with their proof, mean anything to it. */
function thoughtFrom({ text, signature, redacted }: Reasoning, drop: (what: string) => void): Fields[] {
  if (signature?.from !== 'anthropic-messages') {
    drop('messages.reasoning')
    return []
  }
  if (redacted === true) return [{ type: 'redacted_thinking', data: signature.text }]
  return [{ type: 'thinking', thinking: text, signature: signature.text }]
}

function sourceFrom(source: MediaSource): Fields {
  switch (source.kind) {
    case 'url':
      return { type: 'url', url: source.url }
    case 'base64':
      return { type: 'base64', media_type: source.mediaType, data: source.data }
    case 'text':
      return { type: 'text', media_type: 'text/plain', data: source.text }
  }
}
