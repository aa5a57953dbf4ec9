// The common form of an answer, whole and as events: the hub between two wire languages. Knows no wire.
import type { Signature } from './common-request.ts'

/** Why a choice ended. `stop` also stands for a stop sequence; `paused`: the vendor wants to be asked to go on. */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'refusal' | 'paused'

/** What one part of an answer is. `redacted`: reasoning that the vendor hides; only its signature is there. */
export type PartKind = 'text' | 'reasoning' | 'redacted' | 'tool_call' | 'custom_call' | 'refusal'

/** What opens a part: its kind and, for calls, whose. Parts are numbered from 0 within their choice, in the order in which they open. */
export interface PartOpening {
  readonly what: PartKind
  readonly callId?: string
  readonly name?: string
}

/** A source that a text names; url or title may be all there is. */
export interface Citation {
  readonly url: string | null
  readonly title: string | null
  readonly quote: string | null
}

export type CommonEvent =
  | { readonly kind: 'begin'; readonly id: string | null; readonly created: number | null }
  | ({ readonly kind: 'open'; readonly choice: number; readonly part: number } & PartOpening)
  /** More of a part's text, reasoning or arguments. Calls that run in parallel may take turns. */
  | { readonly kind: 'more'; readonly choice: number; readonly part: number; readonly text: string }
  | { readonly kind: 'signature'; readonly choice: number; readonly part: number; readonly signature: Signature }
  | { readonly kind: 'citation'; readonly choice: number; readonly part: number; readonly citation: Citation }
  /** Of the text before it, one entry a token as OpenAI writes them: `{token, logprob, bytes, top_logprobs}`. */
  | { readonly kind: 'logprobs'; readonly choice: number; readonly tokens: readonly unknown[] }
  | { readonly kind: 'close'; readonly choice: number; readonly part: number }
  | { readonly kind: 'finish'; readonly choice: number; readonly reason: FinishReason; readonly stopSequence: string | null }

export interface AnswerPart extends PartOpening {
  readonly text: string
  readonly signature?: Signature
  readonly citations: readonly Citation[]
}

export interface AnswerChoice {
  readonly index: number
  readonly parts: readonly AnswerPart[]
  readonly reason: FinishReason
  readonly stopSequence: string | null
  readonly logprobs: readonly unknown[]
}

export interface CommonAnswer {
  readonly id: string | null
  /** Seconds since 1970. */
  readonly created: number | null
  readonly choices: readonly AnswerChoice[]
}

interface ChoiceSoFar {
  parts: (AnswerPart & { text: string; citations: Citation[] })[]
  reason: FinishReason
  stopSequence: string | null
  logprobs: unknown[]
}

/** Joins events into the whole answer. Feed it every event, in order. */
export function joinAnswer(): { add(event: CommonEvent): void; answer(): CommonAnswer } {
  let id: string | null = null
  let created: number | null = null
  const choices = new Map<number, ChoiceSoFar>()
  const choiceAt = (index: number): ChoiceSoFar => {
    const known = choices.get(index)
    if (known !== undefined) return known
    const fresh: ChoiceSoFar = { parts: [], reason: 'stop', stopSequence: null, logprobs: [] }
    choices.set(index, fresh)
    return fresh
  }
  return {
    add(event) {
      if (event.kind === 'begin') {
        id ??= event.id
        created ??= event.created
      } else addTo(choiceAt(event.choice), event)
    },
    answer: () => ({ id, created, choices: [...choices].sort(([a], [b]) => a - b).map(([index, choice]) => ({ index, ...choice })) }),
  }
}

function addTo(choice: ChoiceSoFar, event: Exclude<CommonEvent, { kind: 'begin' }>): void {
  switch (event.kind) {
    case 'open': {
      const { kind: _kind, choice: _choice, part, ...opening } = event
      choice.parts[part] = { ...opening, text: '', citations: [] }
      return
    }
    case 'more': {
      const part = choice.parts[event.part]
      if (part !== undefined) part.text += event.text
      return
    }
    case 'signature': {
      const part = choice.parts[event.part]
      if (part !== undefined) choice.parts[event.part] = { ...part, signature: event.signature }
      return
    }
    case 'citation':
      choice.parts[event.part]?.citations.push(event.citation)
      return
    case 'logprobs':
      choice.logprobs.push(...event.tokens)
      return
    case 'close':
      return
    case 'finish':
      choice.reason = event.reason
      choice.stopSequence = event.stopSequence
  }
}
