// The messages of a chat completion request -> the common form. Knows nothing of the settings beside them.
import type { CacheMark, CommonMessage, CommonPart, Reasoning, ToolCall } from '../common-request.ts'
import { mediaFrom } from '../media.ts'
import { readSignature } from '../signatures.ts'
import { type Fields, fieldsOf, isFields, listOf, textOf } from '../wire-fields.ts'

/** `left` takes the paths of what has no common word. */
export function messagesToCommon(messages: readonly unknown[], left: string[]): CommonMessage[] {
  return messages.map((one, at) => {
    const message = fieldsOf(one)
    const path = `messages[${at}]`
    const name = textOf(message['name'])
    if (name !== null && ['system', 'developer', 'assistant'].includes(String(message['role']))) left.push(`${path}.name`)
    switch (message['role']) {
      case 'system':
      case 'developer':
        return { role: message['role'], parts: partsOf(message['content'], path, left) }
      case 'assistant':
        return { role: 'assistant', parts: assistantParts(message, path, left) }
      case 'tool':
      case 'function': {
        const callId = textOf(message['tool_call_id']) ?? name ?? ''
        const content = partsOf(message['content'], path, left)
        return { role: 'user', parts: [{ kind: 'tool_result', callId, ...(name !== null && { name }), content, failed: false }] }
      }
      default:
        if (message['role'] !== 'user') left.push(`${path}.role`)
        return { role: 'user', parts: partsOf(message['content'], path, left), ...(name !== null && { name }) }
    }
  })
}

function assistantParts(message: Fields, path: string, left: string[]): CommonPart[] {
  const refusal = textOf(message['refusal'])
  const calls = listOf(message['tool_calls']).map((call) => callOf(fieldsOf(call)))
  const legacy = fieldsOf(message['function_call'])
  const legacyName = textOf(legacy['name'])
  if (isFields(message['audio'])) left.push(`${path}.audio`)
  return [
    ...reasoningOf(message),
    ...partsOf(message['content'], path, left),
    ...(refusal === null ? [] : [{ kind: 'refusal' as const, text: refusal }]),
    ...calls,
    ...(legacyName === null
      ? []
      : [{ kind: 'tool_call' as const, id: legacyName, name: legacyName, input: textOf(legacy['arguments']) ?? '{}' }]),
  ]
}

function callOf(call: Fields): ToolCall {
  const custom = call['type'] === 'custom'
  const inner = fieldsOf(custom ? call['custom'] : call['function'])
  // Google's own compatible endpoint carries Gemini's proof of thought here, and its clients send it back.
  const proof = textOf(fieldsOf(fieldsOf(call['extra_content'])['google'])['thought_signature'])
  return {
    kind: 'tool_call',
    id: textOf(call['id']) ?? '',
    name: textOf(inner['name']) ?? '',
    input: textOf(custom ? inner['input'] : inner['arguments']) ?? '',
    ...(custom && { custom: true }),
    ...(proof !== null && { signature: { from: 'gemini', text: proof } }),
  }
}

/** `reasoning_details` as routers write them, with signatures; else the bare text. */
function reasoningOf(message: Fields): Reasoning[] {
  const details = listOf(message['reasoning_details']).map(fieldsOf)
  const plain = textOf(message['reasoning_content'] ?? message['reasoning']) ?? ''
  const first = details.findIndex((detail) => detail['type'] !== 'reasoning.encrypted')
  const detailed = details.flatMap((detail, at): Reasoning[] => {
    const proof = textOf(detail['signature'] ?? detail['data'])
    const text = textOf(detail['text'] ?? detail['summary']) ?? (at === first ? plain : '')
    const signature = proof === null || proof === '' ? {} : { signature: readSignature(proof, 'openai-chat') }
    if (detail['type'] === 'reasoning.encrypted') return [{ kind: 'reasoning', text: '', redacted: true, ...signature }]
    // Proof of another text than this one proves nothing, and its vendor would refuse the whole request.
    if (typeof detail['text_length'] === 'number' && detail['text_length'] !== text.length) return [{ kind: 'reasoning', text }]
    return text === '' && proof === null ? [] : [{ kind: 'reasoning', text, ...signature }]
  })
  if (detailed.length > 0) return detailed
  return plain === '' ? [] : [{ kind: 'reasoning', text: plain, signature: { from: 'openai-chat', text: '' } }]
}

function partsOf(content: unknown, path: string, left: string[]): CommonPart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }]
  return listOf(content).flatMap((one, at): CommonPart[] => {
    const part = fieldsOf(one)
    const common = partOf(part)
    if (common === null) left.push(`${path}.content[${at}]`)
    return common === null ? [] : [common]
  })
}

function partOf(part: Fields): CommonPart | null {
  const cache = cacheOf(part['cache_control'])
  switch (part['type']) {
    case 'text':
      return { kind: 'text', text: textOf(part['text']) ?? '', ...cache }
    case 'refusal':
      return { kind: 'refusal', text: textOf(part['refusal']) ?? '' }
    case 'image_url': {
      const { url, detail } = fieldsOf(part['image_url'])
      return { kind: 'image', source: mediaFrom(textOf(url) ?? ''), ...(typeof detail === 'string' && { detail }), ...cache }
    }
    case 'input_audio': {
      const { data, format } = fieldsOf(part['input_audio'])
      return { kind: 'audio', mediaType: `audio/${textOf(format) ?? 'wav'}`, data: textOf(data) ?? '' }
    }
    case 'file': {
      const { file_data: inline, filename } = fieldsOf(part['file'])
      const source = mediaFrom(textOf(inline) ?? '')
      const bytes = source.kind === 'url' ? { kind: 'base64' as const, mediaType: 'application/pdf', data: source.url } : source
      return { kind: 'document', source: bytes, ...(typeof filename === 'string' && { name: filename }), ...cache }
    }
    default:
      return null
  }
}

function cacheOf(value: unknown): { cache?: CacheMark } {
  if (!isFields(value)) return {}
  return { cache: { ttl: value['ttl'] === '1h' || value['ttl'] === '5m' ? value['ttl'] : null } }
}
