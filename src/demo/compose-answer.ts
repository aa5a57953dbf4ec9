// Decides what a simulated model says: reasoning, text, tool calls; then cuts it to what was allowed. Knows nothing of sockets or time.
import { agentListing } from './agent-task.ts'
import { agentCalls, chooseCalls, trailingResults, type DraftCall } from './choose-tools.ts'
import { tokensOf, unitsPerTokenMax } from './count-tokens.ts'
import { fillSchema } from './fill-schema.ts'
import type { ChatAsk } from './ask.ts'
import { answerFromTools, lastPrompt, writeAnswer, writeReasoning } from './write-answer.ts'

export type WritingBehaviour = 'write' | 'tools' | 'json' | 'reasoning' | 'slow' | 'agent'

export interface AnsweredCall {
  readonly id: string
  readonly name: string
  readonly tokens: readonly string[]
  /** The tokens are text, not an object. */
  readonly custom: boolean
}

/** One finished choice, as tokens. */
export interface AnswerChoice {
  readonly reasoning: readonly string[]
  readonly content: readonly string[]
  readonly calls: readonly AnsweredCall[]
  readonly finish: 'stop' | 'length' | 'tool_calls'
  /** The asked sequence that ended the text, if one did. */
  readonly stopSequence: string | null
}

/** A call's name and framing cost this many tokens beside its arguments. */
const callTokens = 4

/** All choices of one request. They share `outputTokensMax`, as one request's work has one bound; call IDs are made from `answerId`. */
export function composeAnswer(
  ask: ChatAsk,
  behaviour: WritingBehaviour,
  limits: { outputTokensMax: number; answerId: string },
): AnswerChoice[] {
  const calls = behaviour === 'agent' ? agentCalls(ask) : chooseCalls(ask, behaviour === 'tools')
  const share = Math.floor(limits.outputTokensMax / ask.choices)
  const outputTokensMax = Math.min(share, ask.outputTokensMax ?? share)
  const reasoning = behaviour === 'reasoning' && ask.reasoning !== 'off' ? writeReasoning(ask) : ''
  // A filled schema is the same for each choice, and the costliest thing to make.
  const filled =
    ask.format.kind === 'json_schema' && calls.length === 0 ? JSON.stringify(fillSchema(ask.format.schema, lastPrompt(ask))) : null
  return Array.from({ length: ask.choices }, (_, index) => {
    if (calls.length > 0) return cutCalls(calls, reasoning, { outputTokensMax, callId: `${limits.answerId}_${index}` })
    return cutText(filled ?? contentOf(ask, behaviour, index), reasoning, { outputTokensMax, stops: ask.stops })
  })
}

export function completionTokensOf(choice: AnswerChoice): number {
  const inCalls = choice.calls.reduce((sum, call) => sum + callTokens + call.tokens.length, 0)
  return choice.reasoning.length + choice.content.length + inCalls
}

function contentOf(ask: ChatAsk, behaviour: WritingBehaviour, index: number): string {
  if (ask.format.kind === 'json_object' || behaviour === 'json') {
    return JSON.stringify({ answer: writeAnswer(ask, ask.seed + index), model: ask.model, simulated: true })
  }
  const { results, names } = trailingResults(ask)
  const listing = behaviour === 'agent' && ask.tools.length === 0 ? agentListing(ask) : null
  if (results.length === 0) return listing ?? writeAnswer(ask, ask.seed + index)
  if (behaviour === 'agent') return `Done. The step finished with: ${results.at(-1)?.text.trim().slice(0, 200).toWellFormed() ?? ''}`
  return answerFromTools(results, names)
}

function cutText(text: string, reasoning: string, bounds: { outputTokensMax: number; stops: readonly string[] }): AnswerChoice {
  const [first] = bounds.stops
    .map((stop) => ({ stop, at: text.indexOf(stop) }))
    .filter(({ at }) => at >= 0)
    .toSorted((left, right) => left.at - right.at)
  const kept = first === undefined ? text : text.slice(0, first.at)
  const thought = tokensOf(reasoning)
  const content = tokensOf(atMost(kept, bounds.outputTokensMax))
  const room = Math.max(0, bounds.outputTokensMax - thought.length)
  const cut = thought.length + content.length > bounds.outputTokensMax
  return {
    reasoning: thought.slice(0, bounds.outputTokensMax),
    content: content.slice(0, room),
    calls: [],
    finish: cut ? 'length' : 'stop',
    stopSequence: cut ? null : (first?.stop ?? null),
  }
}

/** Enough of a text for one token more than allowed: the rest need not be cut into tokens to be left out. */
function atMost(text: string, tokensMax: number): string {
  return text.slice(0, (tokensMax + 1) * unitsPerTokenMax)
}

function cutCalls(drafts: readonly DraftCall[], reasoning: string, bounds: { outputTokensMax: number; callId: string }): AnswerChoice {
  const thought = tokensOf(reasoning).slice(0, bounds.outputTokensMax)
  let room = bounds.outputTokensMax - thought.length
  let cut = false
  const calls: AnsweredCall[] = []
  for (const [index, draft] of drafts.entries()) {
    const tokens = tokensOf(atMost(draft.argumentsText, bounds.outputTokensMax))
    if (room < callTokens + tokens.length) cut = true
    // A call that does not even fit its name is not begun.
    if (room < callTokens) break
    calls.push({ id: `call_${bounds.callId}_${index}`, name: draft.name, tokens: tokens.slice(0, room - callTokens), custom: draft.custom })
    room -= callTokens + tokens.length
    if (cut) break
  }
  return { reasoning: thought, content: [], calls, finish: cut ? 'length' : 'tool_calls', stopSequence: null }
}
