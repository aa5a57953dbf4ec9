// The system instruction and contents of a generateContent request -> common messages. Knows nothing of the settings beside them.
import type { CommonMessage, CommonPart, ToolResult } from '../common-request.ts'
import { type Fields, fieldsOf, oneOrMore, strangers, textOf } from '../wire-fields.ts'
import { proofFrom } from './proofs.ts'

/** Calls need no ID on this wire: those that have none are numbered, and results find theirs by name and order. */
interface Calls {
  count: number
  readonly waiting: { readonly id: string; readonly name: string }[]
}

/** `left` takes the paths of what has no common word. */
export function messagesToCommon(fields: Fields, left: string[]): CommonMessage[] {
  const calls: Calls = { count: 0, waiting: [] }
  const system = partsOf(fieldsOf(fields['systemInstruction']), 'systemInstruction', { calls, left })
  const messages = oneOrMore(fields['contents']).map((one, at): CommonMessage => {
    const content = fieldsOf(one)
    const role = content['role'] === 'model' ? 'assistant' : 'user'
    if (!['model', 'user', 'function', undefined, null].includes(content['role'] as string | undefined | null))
      left.push(`contents[${at}].role`)
    return { role, parts: partsOf(content, `contents[${at}]`, { calls, left }) }
  })
  return system.length === 0 ? messages : [{ role: 'system', parts: system }, ...messages]
}

function partsOf(content: Fields, path: string, reading: { readonly calls: Calls; readonly left: string[] }): CommonPart[] {
  return oneOrMore(content['parts']).flatMap((one, at): CommonPart[] => {
    const part = partOf(fieldsOf(one), reading.calls)
    const here = `${path}.parts[${at}]`
    if (part === null) reading.left.push(here)
    else reading.left.push(...strangersOf(fieldsOf(one), here))
    return part === null ? [] : [part]
  })
}

const knownOfPart = new Set(['text', 'thought', 'thoughtSignature', 'inlineData', 'functionCall', 'functionResponse'])

function strangersOf(part: Fields, path: string): string[] {
  const inside = (name: string, known: readonly string[]): string[] => strangers(fieldsOf(part[name]), new Set(known), `${path}.${name}.`)
  return [
    ...strangers(part, knownOfPart, `${path}.`),
    ...inside('inlineData', ['mimeType', 'data', 'displayName']),
    ...inside('functionCall', ['id', 'name', 'args']),
    ...inside('functionResponse', ['id', 'name', 'response']),
  ]
}

function partOf(part: Fields, calls: Calls): CommonPart | null {
  const proof = textOf(part['thoughtSignature'])
  const signed = proof === null ? {} : { signature: proofFrom(proof) }
  const text = textOf(part['text'])
  if (part['functionCall'] !== undefined) {
    const call = fieldsOf(part['functionCall'])
    const name = textOf(call['name']) ?? ''
    const id = textOf(call['id']) ?? `call_${calls.count}_${name}`
    calls.count++
    calls.waiting.push({ id, name })
    return { kind: 'tool_call', id, name, input: JSON.stringify(call['args'] ?? {}), ...signed }
  }
  if (part['functionResponse'] !== undefined) return resultOf(fieldsOf(part['functionResponse']), calls)
  if (part['inlineData'] !== undefined) return mediaOf(fieldsOf(part['inlineData']))
  if (text === null) return null
  if (part['thought'] !== true) return { kind: 'text', text, ...signed }
  const redacted = text === '' && proof !== null && proofFrom(proof).from === 'anthropic-messages'
  return { kind: 'reasoning', text, ...signed, ...(redacted && { redacted }) }
}

function resultOf(result: Fields, calls: Calls): ToolResult {
  const name = textOf(result['name']) ?? ''
  const given = textOf(result['id'])
  const at = calls.waiting.findIndex((call) => (given === null ? call.name === name : call.id === given))
  const callId = given ?? calls.waiting[at]?.id ?? name
  if (at !== -1) calls.waiting.splice(at, 1)
  const response = fieldsOf(result['response'])
  const failed = response['error'] !== undefined
  const plain = failed ? response['error'] : (response['output'] ?? response['result'] ?? response['content'])
  const text = typeof plain === 'string' ? plain : JSON.stringify(result['response'] ?? {})
  return { kind: 'tool_result', callId, name, content: [{ kind: 'text', text }], failed }
}

function mediaOf(inline: Fields): CommonPart {
  const mediaType = textOf(inline['mimeType']) ?? 'application/octet-stream'
  const data = textOf(inline['data']) ?? ''
  if (mediaType.startsWith('audio/')) return { kind: 'audio', mediaType, data }
  const name = textOf(inline['displayName'])
  const source = { kind: 'base64' as const, mediaType, data }
  return mediaType.startsWith('image/') ? { kind: 'image', source } : { kind: 'document', source, ...(name !== null && { name }) }
}
