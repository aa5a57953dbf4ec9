// The instructions and input items of a Responses request -> common messages. Knows nothing of the settings beside them.
import type { CommonMessage, CommonPart, MediaSource } from '../common-request.ts'
import { mediaFrom } from '../media.ts'
import { readSignature, withProofs } from '../signatures.ts'
import { type Fields, fieldsOf, listOf, textOf } from '../wire-fields.ts'

/** `left` takes the paths of what has no common word. Items that a model made in a row are one message of it. */
export function messagesToCommon(fields: Fields, left: string[]): CommonMessage[] {
  const instructions = textOf(fields['instructions']) ?? ''
  const input = fields['input']
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : listOf(input)
  const messages: { role: CommonMessage['role']; parts: CommonPart[] }[] =
    instructions === '' ? [] : [{ role: 'system', parts: [{ kind: 'text', text: instructions }] }]
  for (const [at, one] of items.entries()) {
    const message = messageOf(fieldsOf(one), `input[${at}]`, left)
    if (message === null) continue
    const last = messages.at(-1)
    const joins = last?.role === message.role && (message.role === 'assistant' || message.parts.every(({ kind }) => kind === 'tool_result'))
    if (joins && last !== undefined) last.parts.push(...message.parts)
    else messages.push({ role: message.role, parts: [...message.parts] })
  }
  return messages.map(({ role, parts }) => ({ role, parts: withProofs(parts) }))
}

const roles: Readonly<Record<string, CommonMessage['role']>> = { system: 'system', developer: 'developer', assistant: 'assistant' }

function messageOf(item: Fields, path: string, left: string[]): CommonMessage | null {
  const callId = textOf(item['call_id']) ?? ''
  switch (item['type'] ?? 'message') {
    case 'message': {
      const role = textOf(item['role']) ?? 'user'
      return { role: roles[role] ?? 'user', parts: partsOf(item['content'], `${path}.content`, left) }
    }
    case 'function_call':
    case 'custom_tool_call': {
      const custom = item['type'] === 'custom_tool_call'
      const input = textOf(custom ? item['input'] : item['arguments']) ?? ''
      const call = { kind: 'tool_call' as const, id: callId, name: textOf(item['name']) ?? '', input, ...(custom && { custom }) }
      return { role: 'assistant', parts: [call] }
    }
    case 'function_call_output':
    case 'custom_tool_call_output': {
      const content = partsOf(item['output'], `${path}.output`, left)
      return { role: 'user', parts: [{ kind: 'tool_result', callId, content, failed: false }] }
    }
    case 'reasoning':
      return { role: 'assistant', parts: reasoningOf(item) }
    default:
      left.push(path)
      return null
  }
}

function reasoningOf(item: Fields): CommonPart[] {
  const texts = [...listOf(item['summary']), ...listOf(item['content'])].map((part) => textOf(fieldsOf(part)['text']) ?? '')
  const sealed = textOf(item['encrypted_content'])
  if (sealed === null) return texts.length === 0 ? [] : [{ kind: 'reasoning', text: texts.join('\n\n') }]
  const read = readSignature(sealed, 'openai-responses')
  const signature = read.from === 'openai-responses' ? { ...read, text: `${textOf(item['id']) ?? ''}:${sealed}` } : read
  const redacted = texts.length === 0 && read.from === 'anthropic-messages'
  return [{ kind: 'reasoning', text: texts.join('\n\n'), signature, ...(redacted && { redacted }) }]
}

function partsOf(content: unknown, path: string, left: string[]): CommonPart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }]
  return listOf(content).flatMap((one, at): CommonPart[] => {
    const part = partOf(fieldsOf(one))
    if (part === null) left.push(`${path}[${at}]`)
    return part === null ? [] : [part]
  })
}

function partOf(part: Fields): CommonPart | null {
  switch (part['type']) {
    case 'input_text':
    case 'output_text':
    case 'text':
      return { kind: 'text', text: textOf(part['text']) ?? '' }
    case 'refusal':
      return { kind: 'refusal', text: textOf(part['refusal']) ?? '' }
    case 'input_image': {
      const detail = textOf(part['detail'])
      return { kind: 'image', source: mediaFrom(textOf(part['image_url']) ?? ''), ...(detail !== null && { detail }) }
    }
    case 'input_file': {
      const name = textOf(part['filename'])
      return { kind: 'document', source: documentSource(textOf(part['file_data']) ?? ''), ...(name !== null && { name }) }
    }
    case 'input_audio': {
      const audio = fieldsOf(part['input_audio'])
      return { kind: 'audio', mediaType: `audio/${textOf(audio['format']) ?? 'wav'}`, data: textOf(audio['data']) ?? '' }
    }
    default:
      return null
  }
}

/** Bare base64 is a PDF, as the vendor reads it. */
function documentSource(data: string): MediaSource {
  const source = mediaFrom(data)
  return source.kind === 'url' ? { kind: 'base64', mediaType: 'application/pdf', data } : source
}
