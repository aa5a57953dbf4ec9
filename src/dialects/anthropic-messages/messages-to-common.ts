// The messages and system prompt of a Messages request -> the common form. Knows nothing of the settings beside them.
import type { CacheMark, CommonMessage, CommonPart, MediaSource } from '../common-request.ts'
import { readSignature, withProofs } from '../signatures.ts'
import { type Fields, fieldsOf, isFields, listOf, textOf } from '../wire-fields.ts'

/** `left` takes the paths of what has no common word. */
export function messagesToCommon(fields: Fields, left: string[]): CommonMessage[] {
  const system = partsOf(fields['system'], 'system', left)
  const messages = listOf(fields['messages']).map((one, at): CommonMessage => {
    const message = fieldsOf(one)
    const role = message['role'] === 'assistant' || message['role'] === 'system' ? message['role'] : 'user'
    if (role === 'user' && message['role'] !== 'user') left.push(`messages[${at}].role`)
    return { role, parts: withProofs(partsOf(message['content'], `messages[${at}].content`, left)) }
  })
  return system.length === 0 ? messages : [{ role: 'system', parts: system }, ...messages]
}

function partsOf(content: unknown, path: string, left: string[]): CommonPart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }]
  return listOf(content).flatMap((one, at): CommonPart[] => {
    const part = partOf(fieldsOf(one), `${path}[${at}]`, left)
    if (part === null) left.push(`${path}[${at}]`)
    return part === null ? [] : [part]
  })
}

function partOf(block: Fields, path: string, left: string[]): CommonPart | null {
  const cache = cacheOf(block['cache_control'])
  switch (block['type']) {
    case 'text':
      return { kind: 'text', text: textOf(block['text']) ?? '', ...cache }
    case 'thinking': {
      const proof = textOf(block['signature']) ?? ''
      const signature = proof === '' ? {} : { signature: readSignature(proof, 'anthropic-messages') }
      return { kind: 'reasoning', text: textOf(block['thinking']) ?? '', ...signature }
    }
    case 'redacted_thinking':
      return { kind: 'reasoning', text: '', redacted: true, signature: readSignature(textOf(block['data']) ?? '', 'anthropic-messages') }
    case 'tool_use': {
      const input = JSON.stringify(block['input'] ?? {})
      return { kind: 'tool_call', id: textOf(block['id']) ?? '', name: textOf(block['name']) ?? '', input, ...cache }
    }
    case 'tool_result': {
      const content = partsOf(block['content'], `${path}.content`, left)
      return { kind: 'tool_result', callId: textOf(block['tool_use_id']) ?? '', content, failed: block['is_error'] === true, ...cache }
    }
    case 'image': {
      const source = sourceOf(fieldsOf(block['source']))
      return source === null ? null : { kind: 'image', source, ...cache }
    }
    case 'document':
      return documentOf(block, cache)
    case 'search_result': {
      const texts = listOf(block['content']).map((one) => textOf(fieldsOf(one)['text']) ?? '')
      return { kind: 'text', text: [textOf(block['title']), textOf(block['source']), ...texts].filter(Boolean).join('\n'), ...cache }
    }
    default:
      return null
  }
}

function documentOf(block: Fields, cache: { cache?: CacheMark }): CommonPart | null {
  const inner = fieldsOf(block['source'])
  const text = inner['type'] === 'content' ? contentText(inner['content']) : null
  const source = text === null ? sourceOf(inner) : { kind: 'text' as const, text }
  if (source === null) return null
  const [name, context] = [textOf(block['title']), textOf(block['context'])]
  const cited = fieldsOf(block['citations'])['enabled'] === true
  return {
    kind: 'document',
    source,
    ...(name !== null && { name }),
    ...(context !== null && { context }),
    ...(cited && { cited }),
    ...cache,
  }
}

function contentText(content: unknown): string | null {
  if (typeof content === 'string') return content
  const blocks = listOf(content).map(fieldsOf)
  return blocks.every((block) => block['type'] === 'text') ? blocks.map((block) => textOf(block['text']) ?? '').join('\n') : null
}

function sourceOf(source: Fields): MediaSource | null {
  const data = textOf(source['data']) ?? ''
  switch (source['type']) {
    case 'base64':
      return { kind: 'base64', mediaType: textOf(source['media_type']) ?? 'image/png', data }
    case 'url':
      return { kind: 'url', url: textOf(source['url']) ?? '' }
    case 'text':
      return { kind: 'text', text: data }
    default:
      return null
  }
}

export function cacheOf(value: unknown): { cache?: CacheMark } {
  if (!isFields(value)) return {}
  return { cache: { ttl: value['ttl'] === '1h' || value['ttl'] === '5m' ? value['ttl'] : null } }
}
