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
  refused: boolean
  /** Sent together before the end: helpers of some SDKs keep the last piece of such a list only, others refuse a second one. */
  readonly cited: (readonly [PartState, Citation])[]
}

interface AnswerSoFar {
  /** `first`: its choice had none before it. */
  open(event: Extract<CommonEvent, { kind: 'open' }>): { readonly first: boolean; readonly call: number }
  part(event: { readonly choice: number; readonly part: number }): PartState | undefined
  grow(event: Extract<CommonEvent, { kind: 'more' }>): PartState | undefined
  cite(event: Extract<CommonEvent, { kind: 'citation' }>): void
  refused(choice: number): boolean
  /** The sources that no delta named yet. */
  sources(choice: number): readonly Fields[]
}

function answerSoFar(): AnswerSoFar {
  const parts = new Map<string, PartState>()
  const choices = new Map<number, ChoiceState>()
  // Choices and parts are few: a number made of both is their name.
  const part = (event: { readonly choice: number; readonly part: number }): PartState | undefined =>
    parts.get(`${event.choice}.${event.part}`)
  return {
    open({ choice, part: number, what }) {
      const known = choices.get(choice)
      const state = known ?? { calls: 0, length: 0, refused: false, cited: [] }
      if (known === undefined) choices.set(choice, state)
      const call = state.calls
      parts.set(`${choice}.${number}`, { what, call, start: state.length, length: 0 })
      if (what === 'refusal') state.refused = true
      if (isCall(what)) state.calls += 1
      return { first: known === undefined, call }
    },
    part,
    grow(event) {
      const state = part(event)
      const whole = choices.get(event.choice)
      if (state !== undefined) state.length += event.text.length
      if (whole !== undefined && state?.what === 'text') whole.length += event.text.length
      return state
    },
    cite(event) {
      const state = part(event)
      if (state !== undefined) choices.get(event.choice)?.cited.push([state, event.citation])
    },
    refused: (choice) => choices.get(choice)?.refused ?? false,
    sources: (choice) => (choices.get(choice)?.cited.splice(0) ?? []).map(sourceFrom),
  }
}

const isCall = (what: PartKind): boolean => what === 'tool_call' || what === 'custom_call'

export function openWriter(frame: AnswerFrame): EventWriter {
  const sofar = answerSoFar()
  let envelope = { id: `chatcmpl-${frame.requestId}`, object: 'chat.completion.chunk', created: frame.createdSeconds, model: frame.model }
  const chunk = (choices: readonly Fields[], more: Fields = {}): string =>
    JSON.stringify({ ...envelope, choices, ...(frame.includeUsage && { usage: null }), ...more })
  const delta = (choice: number, fields: Fields, more: Fields = {}): string =>
    chunk([{ index: choice, delta: fields, ...more, finish_reason: null }])
  const open = (event: Extract<CommonEvent, { kind: 'open' }>): string[] => {
    const { choice, what, callId, name } = event
    const { first, call } = sofar.open(event)
    const role = first ? [delta(choice, { role: 'assistant', content: isCall(what) ? null : '' })] : []
    if (!isCall(what)) return role
    const inner =
      what === 'custom_call' ? { type: 'custom', custom: { name, input: '' } } : { type: 'function', function: { name, arguments: '' } }
    return [...role, delta(choice, { tool_calls: [{ index: call, id: callId, ...inner }] })]
  }
  const sources = (choice: number): string[] => {
    const annotations = sofar.sources(choice)
    return annotations.length === 0 ? [] : [delta(choice, { annotations })]
  }
  return {
    write(event) {
      switch (event.kind) {
        case 'begin':
          envelope = { ...envelope, id: event.id ?? envelope.id, created: event.created ?? envelope.created }
          return []
        case 'open':
          return open(event)
        case 'more': {
          const state = sofar.grow(event)
          return state === undefined ? [] : [delta(event.choice, deltaOf(state, event.text))]
        }
        case 'signature': {
          const state = sofar.part(event)
          const fields = state === undefined ? null : proofOf(state, event.part, event.signature)
          return fields === null ? [] : [delta(event.choice, fields)]
        }
        case 'citation':
          sofar.cite(event)
          return []
        case 'logprobs':
          return [delta(event.choice, {}, { logprobs: { content: event.tokens, refusal: null } })]
        case 'close':
          return []
        case 'finish': {
          const reason = event.reason === 'refusal' && sofar.refused(event.choice) ? 'stop' : wireWords[event.reason]
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
function sourceFrom([{ start, length }, { url, title, quote }]: readonly [PartState, Citation]): Fields {
  const named = { url: url ?? '', title: title ?? quote ?? '' }
  return { type: 'url_citation', url_citation: { ...named, start_index: start, end_index: start + length } }
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
    // A piece of a call without its function is an error in the helper of one SDK.
    const extra = { google: { thought_signature: signature.text } }
    return { tool_calls: [{ index: call, function: { arguments: '' }, extra_content: extra }] }
  }
  const proof = signatureText(signature, 'openai-chat')
  if (what === 'redacted') return { reasoning_details: [{ type: 'reasoning.encrypted', data: proof, index: part }] }
  // Helpers of some SDKs keep only the last piece of what they do not know: the length says on the way back whether the text is whole.
  return what === 'reasoning'
    ? { reasoning_details: [{ type: 'reasoning.text', signature: proof, text_length: length, index: part }] }
    : null
}
