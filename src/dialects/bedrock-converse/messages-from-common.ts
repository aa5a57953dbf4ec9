// Common messages -> the system prompt and messages of a Converse request. Knows nothing of the settings beside them.
import { parseJson } from '../../base/exact-json.ts'
import { encodeUtf8 } from '../../base/utf8.ts'
import type { CacheMark, CommonMessage, CommonPart, MediaSource, Reasoning, ToolResult } from '../common-request.ts'
import { type Fields, isFields, present } from '../wire-fields.ts'
import type { Family } from './families.ts'
import { audioFormats, documentFormats, documentName, formatOf, type FormatTable, imageFormats } from './formats.ts'

export interface WrittenMessages {
  readonly system: readonly Fields[]
  readonly messages: readonly Fields[]
}

/** What a writer of parts needs beside the part. */
interface Writing {
  readonly family: Family
  /** Takes a word for what is left out. */
  readonly drop: (what: string) => void
  documents: number
}

/** Instructions stand before the conversation here, as text; turns of one role in a row become one. */
export function messagesFromCommon(messages: readonly CommonMessage[], family: Family, drop: (what: string) => void): WrittenMessages {
  const writing: Writing = { family, drop, documents: 0 }
  const system: Fields[] = []
  const turns: { role: string; content: Fields[] }[] = []
  for (const { role, parts, name } of messages) {
    if (name !== undefined) drop('messages.name')
    const blocks = parts.flatMap((part) => [...blocksFrom(part, writing), ...cachePoint('cache' in part ? part.cache : undefined, writing)])
    if (role === 'system' || role === 'developer') system.push(...blocks)
    else if (turns.at(-1)?.role === role) turns.at(-1)?.content.push(...blocks)
    else if (blocks.length > 0) turns.push({ role, content: blocks })
  }
  return { system, messages: turns.map(({ role, content }) => ({ role, content: resultsFirst(content) })) }
}

/** Results must come before anything else in the turn behind their calls. A mark among them stays behind its own. */
function resultsFirst(blocks: readonly Fields[]): Fields[] {
  const isResult = blocks.map((block, at) => 'toolResult' in block || ('cachePoint' in block && 'toolResult' in (blocks[at - 1] ?? {})))
  return [...blocks.filter((_, at) => isResult[at]), ...blocks.filter((_, at) => !isResult[at])]
}

/** What stands before the mark is cached. */
export function cachePoint(cache: CacheMark | undefined, { family, drop }: Pick<Writing, 'family' | 'drop'>): Fields[] {
  if (cache === undefined) return []
  if (family.caches !== true) {
    drop('cache_control')
    return []
  }
  return [{ cachePoint: present({ type: 'default', ttl: cache.ttl ?? undefined }) }]
}

/** The vendor takes these characters only, and no more of them; calls and results are changed alike. */
function callId(id: string): string {
  return id.replace(/[^A-Za-z0-9_.:-]/g, '_').slice(-64)
}

function blocksFrom(part: CommonPart, writing: Writing): Fields[] {
  const { drop } = writing
  switch (part.kind) {
    case 'text':
    case 'refusal':
      // Blank text is refused.
      return part.text.trim() === '' ? [] : [{ text: part.text }]
    case 'image':
      if (part.detail !== undefined && part.detail !== 'auto') drop('messages.image.detail')
      return mediaFrom('image', imageFormats, part.source, writing)
    case 'document': {
      const name = documentName(part.name, ++writing.documents)
      const citations = part.cited === true ? { enabled: true } : undefined
      return mediaFrom('document', documentFormats, part.source, writing).map(({ document }) => ({
        document: present({ ...(document as Fields), name, context: part.context, citations }),
      }))
    }
    case 'audio':
      return mediaFrom('audio', audioFormats, { kind: 'base64', mediaType: part.mediaType, data: part.data }, writing)
    case 'tool_call':
      return [{ toolUse: { toolUseId: callId(part.id), name: part.name, input: inputOf(part.input) } }]
    case 'tool_result':
      return [resultFrom(part, writing)]
    case 'reasoning':
      return thoughtFrom(part, writing)
  }
}

/** Arguments are an object here; what is none stands under one name. */
function inputOf(text: string): Fields {
  const value = parseJson(text === '' ? '{}' : text)
  return isFields(value) ? value : { input: text }
}

function resultFrom(result: ToolResult, writing: Writing): Fields {
  const content = result.content.flatMap((part) => (part.kind === 'audio' ? unheard(writing) : blocksFrom(part, writing)))
  return { toolResult: present({ toolUseId: callId(result.callId), content, status: result.failed ? 'error' : undefined }) }
}

function unheard({ drop }: Writing): Fields[] {
  drop('messages.audio')
  return []
}

/** Proof is what makes a thought its model's own; without it the vendor refuses the turn. */
function thoughtFrom({ text, signature, redacted }: Reasoning, { family, drop }: Writing): Fields[] {
  const own = signature?.from === 'bedrock-converse' || (family.anthropicProofs === true && signature?.from === 'anthropic-messages')
  if (!own || signature === undefined) {
    drop('messages.reasoning')
    return []
  }
  if (redacted === true) return [{ reasoningContent: { redactedContent: signature.text } }]
  return [{ reasoningContent: { reasoningText: { text, signature: signature.text } } }]
}

/** Bytes, or an object of S3: nothing is fetched from elsewhere, by the vendor or by us. */
function mediaFrom(kind: 'image' | 'document' | 'audio', formats: FormatTable, source: MediaSource, { drop }: Writing): Fields[] {
  const typed =
    source.kind === 'url' ? fromS3(source.url, formats) : source.kind === 'text' ? asPlain(source.text) : asBytes(source, formats)
  if (typed !== null) return [{ [kind]: typed }]
  drop(`messages.${kind}`)
  return []
}

function asBytes({ mediaType, data }: { readonly mediaType: string; readonly data: string }, formats: FormatTable): Fields | null {
  const format = formatOf(formats, mediaType)
  return format === undefined ? null : { format, source: { bytes: data } }
}

function asPlain(text: string): Fields {
  const bytes = encodeUtf8(text)
  return { format: 'txt', source: { bytes: bytes.toBase64() } }
}

/** The ending of an object's name is its format. */
function fromS3(url: string, formats: FormatTable): Fields | null {
  const ending = /^s3:\/\/[^?#]+\.([a-z0-9]{2,5})$/i.exec(url)?.[1]?.toLowerCase()
  const format = Object.values(formats).find((one) => one === (ending === 'jpg' ? 'jpeg' : ending))
  return format === undefined ? null : { format, source: { s3Location: { uri: url } } }
}
