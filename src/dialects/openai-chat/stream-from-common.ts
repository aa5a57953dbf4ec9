// Common events -> the chunks of a chat completion stream. Knows no sockets and no upstream.
import { errorBody } from '../../contract/error-bodies.ts'
import type { Citation, CommonEvent, PartKind } from '../common-answer.ts'
import type { Signature } from '../common-request.ts'
import type { AnswerFrame, EventWriter } from '../dialect.ts'
import { signatureText } from '../signatures.ts'
import type { Fields } from '../wire-fields.ts'
import { wireWords } from './finish-words.ts'
import { writeUsage } from './usage.ts'

interface PartState {
  readonly what: PartKind
  /** The index of a call among the choice's calls. */
  readonly call: number
  /** Where its text begins in the choice's content, and how long it is so far; UTF-16 units. */
  readonly start: number
  length: number
}

interface ChoiceState {
  calls: number
  /** Of its content so far; UTF-16 units. */
  length: number
  /** Sent together before the end: helpers of some SDKs keep the last piece of such a list only, others refuse a second one. */
  readonly cited: (readonly [PartState, Citation])[]
}

/** Choices and parts are few: a number made of both is their name. */
const partName = (choice: number, part: number): string => `${choice}.${part}`

export function openWriter(frame: AnswerFrame): EventWriter {
  const parts = new Map<string, PartState>()
  const choices = new Map<number, ChoiceState>()
  const refused = new Set<number>()
  let envelope = { id: `chatcmpl-${frame.requestId}`, object: 'chat.completion.chunk', created: frame.createdSeconds, model: frame.model }
  const chunk = (choices: readonly Fields[], more: Fields = {}): string =>
    JSON.stringify({ ...envelope, choices, ...(frame.includeUsage && { usage: null }), ...more })
  const delta = (choice: number, fields: Fields, more: Fields = {}): string =>
    chunk([{ index: choice, delta: fields, ...more, finish_reason: null }])
  const open = (event: Extract<CommonEvent, { kind: 'open' }>): string[] => {
    const { choice, part, what, callId, name } = event
    const known = choices.get(choice)
    const state = known ?? { calls: 0, length: 0, cited: [] }
    if (known === undefined) choices.set(choice, state)
    const isCall = what === 'tool_call' || what === 'custom_call'
    const call = state.calls
    parts.set(partName(choice, part), { what, call, start: state.length, length: 0 })
    if (what === 'refusal') refused.add(choice)
    const role = known === undefined ? [delta(choice, { role: 'assistant', content: isCall ? null : '' })] : []
    if (!isCall) return role
    state.calls += 1
    const inner =
      what === 'custom_call' ? { type: 'custom', custom: { name, input: '' } } : { type: 'function', function: { name, arguments: '' } }
    return [...role, delta(choice, { tool_calls: [{ index: call, id: callId, ...inner }] })]
  }
  const more = ({ choice, part, text }: Extract<CommonEvent, { kind: 'more' }>): string[] => {
    const state = parts.get(partName(choice, part))
    const whole = choices.get(choice)
    if (state === undefined || whole === undefined) return []
    state.length += text.length
    if (state.what === 'text') whole.length += text.length
    return [delta(choice, deltaOf(state, text))]
  }
  const sources = (choice: number): string[] => {
    const cited = choices.get(choice)?.cited.splice(0) ?? []
    if (cited.length === 0) return []
    return [
      delta(choice, {
        annotations: cited.map(([part, citation]) => ({ type: 'url_citation', url_citation: citationFrom(part, citation) })),
      }),
    ]
  }
  return {
    write(event) {
      switch (event.kind) {
        case 'begin':
          envelope = { ...envelope, id: event.id ?? envelope.id, created: event.created ?? envelope.created }
          return []
        case 'open':
          return open(event)
        case 'more':
          return more(event)
        case 'signature': {
          const state = parts.get(partName(event.choice, event.part))
          const fields = state === undefined ? null : proofOf(state, event.part, event.signature)
          return fields === null ? [] : [delta(event.choice, fields)]
        }
        case 'citation': {
          const state = parts.get(partName(event.choice, event.part))
          if (state !== undefined) choices.get(event.choice)?.cited.push([state, event.citation])
          return []
        }
        case 'logprobs':
          return [delta(event.choice, {}, { logprobs: { content: event.tokens, refusal: null } })]
        case 'close':
          return []
        case 'finish': {
          const reason = event.reason === 'refusal' && refused.has(event.choice) ? 'stop' : wireWords[event.reason]
          return [...sources(event.choice), chunk([{ index: event.choice, delta: {}, finish_reason: reason }])]
        }
      }
    },
    stop: (by, still) => [
      ...still.flatMap(sources),
      chunk(
        still.map((index) => ({ index, delta: {}, finish_reason: 'length' })),
        { nexorouter: { stopped_by: by } },
      ),
    ],
    end(counted) {
      if (!frame.includeUsage || counted === null) return []
      const head = JSON.stringify({ ...envelope, choices: [] }).slice(0, -1)
      return [`${head},"usage":${writeUsage(counted.usage, counted.cost())}}`]
    },
    fail: (cause) => [JSON.stringify(errorBody('openai-chat', cause, frame.requestId))],
  }
}

/** What names a source is the whole of its part: no other wire says more of where. */
function citationFrom({ start, length }: PartState, { url, title, quote }: Citation): Fields {
  return { url: url ?? '', title: title ?? quote ?? '', start_index: start, end_index: start + length }
}

function deltaOf({ what, call }: PartState, text: string): Fields {
  switch (what) {
    case 'text':
      return { content: text }
    case 'refusal':
      return { refusal: text }
    case 'reasoning':
    case 'redacted':
      return { reasoning_content: text }
    case 'tool_call':
      return { tool_calls: [{ index: call, function: { arguments: text } }] }
    case 'custom_call':
      return { tool_calls: [{ index: call, custom: { input: text } }] }
  }
}

/** Proof of thought as routers and Google's compatible endpoint carry it in this dialect; null where there is nothing to prove. */
function proofOf({ what, call, length }: PartState, part: number, signature: Signature): Fields | null {
  if (signature.text === '') return null
  if (what === 'tool_call') {
    if (signature.from !== 'gemini') return null
    return { tool_calls: [{ index: call, extra_content: { google: { thought_signature: signature.text } } }] }
  }
  const proof = signatureText(signature, 'openai-chat')
  if (what === 'redacted') return { reasoning_details: [{ type: 'reasoning.encrypted', data: proof, index: part }] }
  // Helpers of some SDKs keep only the last piece of what they do not know: the length says on the way back whether the text is whole.
  return what === 'reasoning'
    ? { reasoning_details: [{ type: 'reasoning.text', signature: proof, text_length: length, index: part }] }
    : null
}
