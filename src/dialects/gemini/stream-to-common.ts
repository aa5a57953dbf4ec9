// Chunks of a Gemini stream -> common events. A step over the state of each candidate; knows no sockets and no client.
import { parseJson } from '../../base/exact-json.ts'
import { decodeUtf8 } from '../../base/utf8.ts'
import type { CommonEvent, PartKind } from '../common-answer.ts'
import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../wire-fields.ts'
import { finishWord } from './finish-words.ts'
import { logprobsFrom } from './logprobs.ts'
import { proofFrom } from './proofs.ts'

interface CandidateState {
  parts: number
  running: { readonly what: PartKind; readonly part: number } | null
  calls: number
}

/** A reader for one stream: the data of its chunks in order -> common events. */
export function openCommonEvents(): (data: Uint8Array) => CommonEvent[] {
  const states = new Map<number, CandidateState>()
  let begun = false
  return (data) => {
    const chunk = fieldsOf(parseJson(decodeUtf8(data)))
    const events: CommonEvent[] = []
    if (!begun) events.push({ kind: 'begin', id: textOf(chunk['responseId']), created: null })
    begun = true
    for (const candidate of listOf(chunk['candidates']).map(fieldsOf)) readCandidate(candidate, states, events)
    const blocked = textOf(fieldsOf(chunk['promptFeedback'])['blockReason']) !== null && listOf(chunk['candidates']).length === 0
    if (blocked) events.push({ kind: 'finish', choice: 0, reason: 'content_filter', stopSequence: null })
    return events
  }
}

function readCandidate(candidate: Fields, states: Map<number, CandidateState>, events: CommonEvent[]): void {
  const choice = numberOf(candidate['index']) ?? 0
  const state = states.get(choice) ?? { parts: 0, running: null, calls: 0 }
  states.set(choice, state)
  for (const part of listOf(fieldsOf(candidate['content'])['parts']).map(fieldsOf)) readPart(choice, part, state, events)
  for (const source of listOf(fieldsOf(candidate['citationMetadata'])['citationSources']).map(fieldsOf)) {
    const part = state.running?.part
    const citation = { url: textOf(source['uri']), title: textOf(source['title']), quote: null }
    if (part !== undefined) events.push({ kind: 'citation', choice, part, citation })
  }
  const tokens = logprobsFrom(fieldsOf(candidate['logprobsResult']))
  if (tokens.length > 0) events.push({ kind: 'logprobs', choice, tokens })
  const reason = textOf(candidate['finishReason'])
  if (reason === null) return
  closeRunning(choice, state, events)
  const word = finishWord(reason)
  events.push({ kind: 'finish', choice, reason: word === 'stop' && state.calls > 0 ? 'tool_calls' : word, stopSequence: null })
}

function readPart(choice: number, part: Fields, state: CandidateState, events: CommonEvent[]): void {
  const proof = textOf(part['thoughtSignature'])
  if (part['functionCall'] !== undefined) {
    closeRunning(choice, state, events)
    const call = fieldsOf(part['functionCall'])
    const number = state.parts++
    const callId = textOf(call['id']) ?? `call_${choice}_${state.calls}`
    state.calls++
    events.push({ kind: 'open', choice, part: number, what: 'tool_call', callId, name: textOf(call['name']) ?? '' })
    if (proof !== null) events.push({ kind: 'signature', choice, part: number, signature: proofFrom(proof) })
    events.push({ kind: 'more', choice, part: number, text: JSON.stringify(call['args'] ?? {}) }, { kind: 'close', choice, part: number })
    return
  }
  const text = textOf(part['text'])
  if (text === null) return
  const what: PartKind = part['thought'] === true ? 'reasoning' : 'text'
  if (text !== '' || (proof !== null && what === 'reasoning')) {
    if (state.running?.what !== what) {
      closeRunning(choice, state, events)
      state.running = { what, part: state.parts++ }
      events.push({ kind: 'open', choice, part: state.running.part, what })
    }
    if (text !== '') events.push({ kind: 'more', choice, part: state.running.part, text })
  }
  if (proof === null || state.running === null) return
  events.push({ kind: 'signature', choice, part: state.running.part, signature: proofFrom(proof) })
  // Its proof ends a thought: what follows is another one, with a proof of its own.
  if (state.running.what === 'reasoning') closeRunning(choice, state, events)
}

function closeRunning(choice: number, state: CandidateState, events: CommonEvent[]): void {
  if (state.running !== null) events.push({ kind: 'close', choice, part: state.running.part })
  state.running = null
}
