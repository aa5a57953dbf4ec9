// Common messages -> the system instruction and contents of a generateContent request. Knows nothing of the settings beside them.
import { parseJson } from '../../base/exact-json.ts'
import type { CommonMessage, CommonPart, MediaSource, ToolCall, ToolResult } from '../common-request.ts'
import { unsaidOf } from '../media.ts'
import { type Fields, isFields, present } from '../wire-fields.ts'

export interface WrittenContents {
  readonly system: readonly Fields[]
  readonly contents: readonly Fields[]
}

export interface ContentsOptions {
  /** Takes a word for what could not be carried. */
  readonly drop: (what: string) => void
  /** The model wants proof of thought with its calls; the vendor's word stands for calls that others made. */
  readonly proofs: boolean
}

/** Documented for calls that come from elsewhere: the vendor then does not look for its own proof. */
const noProof = 'skip_thought_signature_validator'

/** Instructions stand before the conversation here; turns of one role in a row become one. */
export function contentsFromCommon(messages: readonly CommonMessage[], options: ContentsOptions): WrittenContents {
  const system: Fields[] = []
  const contents: { role: string; parts: Fields[] }[] = []
  const names = new Map(
    messages.flatMap(({ parts }) => parts.flatMap((part): [string, string][] => (part.kind === 'tool_call' ? [[part.id, part.name]] : []))),
  )
  for (const { role, parts, name } of messages) {
    if (name !== undefined) options.drop('messages.name')
    const written = parts.flatMap((part) => partFrom(part, names, options))
    const wire = role === 'assistant' ? 'model' : 'user'
    if (role === 'system' || role === 'developer') system.push(...written)
    else if (contents.at(-1)?.role === wire) contents.at(-1)?.parts.push(...written)
    else if (written.length > 0) contents.push({ role: wire, parts: written })
  }
  if (options.proofs) for (const { parts } of contents) addMissingProof(parts)
  return { system, contents }
}

/** Of calls in a row only the first carries a proof. */
function addMissingProof(parts: Fields[]): void {
  const at = parts.findIndex((part) => part['functionCall'] !== undefined)
  const first = parts[at]
  if (first !== undefined && first['thoughtSignature'] === undefined) parts[at] = { ...first, thoughtSignature: noProof }
}

function partFrom(part: CommonPart, names: ReadonlyMap<string, string>, { drop }: ContentsOptions): Fields[] {
  if ('cache' in part && part.cache !== undefined) drop('cache_control')
  switch (part.kind) {
    case 'text':
      return part.text === '' ? [] : [present({ text: part.text, thoughtSignature: ownProof(part) })]
    case 'refusal':
      return [{ text: part.text }]
    case 'image':
      if (part.detail !== undefined && part.detail !== 'auto') drop('messages.image.detail')
      return mediaFrom(part.source, part.kind, drop)
    case 'document':
      for (const what of unsaidOf(part)) drop(what)
      if (part.name !== undefined) drop('messages.document.title')
      return mediaFrom(part.source, part.kind, drop)
    case 'audio':
      return [{ inlineData: { mimeType: part.mediaType, data: part.data } }]
    case 'tool_call':
      return [callFrom(part)]
    case 'tool_result':
      return resultFrom(part, names, drop)
    case 'reasoning': {
      const thoughtSignature = ownProof(part)
      if (thoughtSignature === undefined) drop('messages.reasoning')
      return thoughtSignature === undefined ? [] : [{ text: part.text, thought: true, thoughtSignature }]
    }
  }
}

function ownProof(part: { readonly signature?: { readonly from: string; readonly text: string } }): string | undefined {
  return part.signature?.from === 'gemini' ? part.signature.text : undefined
}

function callFrom(call: ToolCall): Fields {
  const args = parseJson(call.input === '' ? '{}' : call.input)
  const functionCall = { id: call.id, name: call.name, args: isFields(args) ? args : { input: call.input } }
  return present({ functionCall, thoughtSignature: ownProof(call) })
}

/** Only text fits into a response; images of a result follow as parts of their own. */
function resultFrom(result: ToolResult, names: ReadonlyMap<string, string>, drop: (what: string) => void): Fields[] {
  const text = result.content.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n')
  const name = result.name ?? names.get(result.callId) ?? result.callId
  const functionResponse = { id: result.callId, name, response: result.failed ? { error: text } : { output: text } }
  const media = result.content.flatMap((part) =>
    part.kind === 'image' || part.kind === 'document' ? mediaFrom(part.source, part.kind, drop) : [],
  )
  return [{ functionResponse }, ...media]
}

function mediaFrom(source: MediaSource, kind: string, drop: (what: string) => void): Fields[] {
  switch (source.kind) {
    case 'text':
      return [{ text: source.text }]
    case 'base64':
      return [{ inlineData: { mimeType: source.mediaType, data: source.data } }]
    case 'url':
      // The vendor fetches only what was uploaded to it, and nothing is fetched from here.
      drop(`messages.${kind}`)
      return []
  }
}
