// Common messages -> the messages of a chat completion request. Knows nothing of the settings beside them.
import type { CommonMessage, CommonPart, MediaSource, ToolCall, ToolResult } from '../common-request.ts'
import { unsaidOf, urlOf } from '../media.ts'
import { type Fields, present } from '../wire-fields.ts'

/** `drop` takes a word for what could not be carried. */
export function messagesFromCommon(messages: readonly CommonMessage[], drop: (what: string) => void): Fields[] {
  return messages.flatMap((message) => {
    switch (message.role) {
      case 'system':
      case 'developer':
        return [{ role: message.role, content: contentOf(message.parts, drop) }]
      case 'assistant':
        return [assistantMessage(message.parts, drop)]
      case 'user':
        return userMessages(message, drop)
    }
  })
}

/** Results of tools have a role of their own here and must follow the calls at once; what stood beside them comes after. */
function userMessages({ parts, name }: CommonMessage, drop: (what: string) => void): Fields[] {
  const results = parts.filter((part) => part.kind === 'tool_result')
  if (results.some((result) => result.cache !== undefined)) drop('cache_control')
  const shown = results.flatMap((result) => result.content.filter((part) => part.kind !== 'text'))
  const rest = [...shown, ...parts.filter((part) => part.kind !== 'tool_result')]
  return [
    ...results.map(toolMessage),
    ...(rest.length > 0 || results.length === 0 ? [present({ role: 'user', content: contentOf(rest, drop), name })] : []),
  ]
}

/** Only text fits into a result; images of one follow in a message of the user. */
function toolMessage(result: ToolResult): Fields {
  const text = result.content.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n')
  const others = result.content.filter((part) => part.kind !== 'text').length
  const said = text === '' && others > 0 ? 'The result follows in the next message.' : text
  return { role: 'tool', tool_call_id: result.callId, content: result.failed && !/^error/i.test(said) ? `Error: ${said}` : said }
}

function assistantMessage(parts: readonly CommonPart[], drop: (what: string) => void): Fields {
  const texts: CommonPart[] = []
  const calls: Fields[] = []
  let reasoning = ''
  let refusal: string | undefined
  for (const part of parts) {
    if (part.kind === 'text') texts.push(part)
    else if (part.kind === 'tool_call') calls.push(callFrom(part))
    else if (part.kind === 'refusal') refusal = part.text
    // Vendors of this dialect that show reasoning take it back; another dialect's reasoning means nothing to them.
    else if (part.kind === 'reasoning' && part.signature?.from === 'openai-chat') reasoning += part.text
    else drop(`messages.${part.kind}`)
  }
  return present({
    role: 'assistant',
    content: texts.length === 0 ? null : contentOf(texts, drop),
    reasoning_content: reasoning === '' ? undefined : reasoning,
    refusal,
    tool_calls: calls.length === 0 ? undefined : calls,
  })
}

function callFrom(call: ToolCall): Fields {
  const proof = call.signature?.from === 'gemini' ? { google: { thought_signature: call.signature.text } } : undefined
  const input = call.custom === true ? JSON.stringify({ input: call.input }) : call.input
  const asked = { name: call.name, arguments: input === '' ? '{}' : input }
  return present({ id: call.id, type: 'function', function: asked, extra_content: proof })
}

/** One text is a string, which every server of this dialect takes; more is a list of parts. */
function contentOf(parts: readonly CommonPart[], drop: (what: string) => void): unknown {
  const only = parts.length === 1 ? parts[0] : undefined
  if (only?.kind === 'text') {
    if (only.cache !== undefined) drop('cache_control')
    return only.text
  }
  return parts.flatMap((part): Fields[] => {
    if ('cache' in part && part.cache !== undefined) drop('cache_control')
    if (part.kind === 'document') for (const what of unsaidOf(part)) drop(what)
    const written = partFrom(part)
    if (written === null) drop(`messages.${part.kind}`)
    return written === null ? [] : [written]
  })
}

function partFrom(part: CommonPart): Fields | null {
  switch (part.kind) {
    case 'text':
      return { type: 'text', text: part.text }
    case 'refusal':
      return { type: 'refusal', refusal: part.text }
    case 'image': {
      const url = urlOf(part.source)
      return url === null ? null : { type: 'image_url', image_url: present({ url, detail: part.detail }) }
    }
    case 'audio':
      return { type: 'input_audio', input_audio: { data: part.data, format: part.mediaType.replace(/^audio\/(?:x-)?/, '') } }
    case 'document':
      return documentFrom(part.source, part.name)
    default:
      return null
  }
}

function documentFrom(source: MediaSource, name: string | undefined): Fields | null {
  if (source.kind === 'text') return { type: 'text', text: source.text }
  if (source.kind === 'url') return null
  return { type: 'file', file: { filename: name ?? 'document.pdf', file_data: `data:${source.mediaType};base64,${source.data}` } }
}
