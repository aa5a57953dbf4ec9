// What each recorded exchange means to a client of each dialect, in plain words: the yardstick for what an SDK's own objects say. Knows no SDK and no socket.
import type { DialectName } from '../src/contract/dialects.ts'
import type { TokenUsage } from '../src/contract/usage.ts'
import type { AnswerChoice, CommonAnswer, FinishReason } from '../src/dialects/common-answer.ts'
import { upstreamDialectNamed } from '../src/dialects/registry.ts'
import { bareProof, bytesOf, commonOf, type UpstreamCassette } from '../test/dialects/cassettes.ts'

export interface HeardCall {
  readonly id: string
  readonly name: string
  /** An object for a function, a text for a tool that takes free text. */
  readonly input: unknown
}

/** One answer as the programs in clients/node and clients/python have to report it. */
export interface HeardChoice {
  readonly text: string
  readonly reasoning: string
  readonly refusal: string
  readonly calls: readonly HeardCall[]
  /** In the client's own words. */
  readonly finish: string
  readonly stopSequence: string
  /** URL, or the title where there is none. */
  readonly sources: readonly string[]
  /** Token and its logarithm, one pair a token. */
  readonly logprobs: readonly (readonly [string, number])[]
  /** The vendors' own proofs of thought, in order. */
  readonly proofs: readonly string[]
}

export interface Heard {
  readonly choices: readonly HeardChoice[]
  readonly usage: Readonly<Record<'input' | 'output' | 'cached' | 'cacheWrite' | 'reasoning', number>>
}

type Fact = 'second answer' | 'logprobs' | 'refusal apart' | 'stop sequence' | 'cache writes' | 'reasoning tokens' | 'free text' | 'proof of text'

/** What a client of a dialect cannot hear, and what it hears instead. Everything else is compared. docs/internals/fidelity.md says it to people. */
export const unheard: Readonly<Record<DialectName, { readonly [fact in Fact]?: string }>> = {
  'openai-chat': { 'stop sequence': 'the finish reason is `stop`', 'proof of text': 'nothing: the vendor needs none back' },
  'openai-responses': {
    'second answer': 'the first alone',
    'stop sequence': 'the status is `completed`',
    'proof of text': 'nothing: the vendor needs none back',
  },
  'anthropic-messages': {
    'second answer': 'the first alone',
    logprobs: 'nothing',
    'refusal apart': 'a text, and the stop reason `refusal`',
    'reasoning tokens': 'within the output tokens',
    'free text': 'an object with the text as its `input`',
    'proof of text': 'nothing: the vendor needs none back',
  },
  gemini: {
    'refusal apart': 'a text, and the finish reason `SAFETY`',
    'stop sequence': 'the finish reason is `STOP`',
    'cache writes': 'within the prompt tokens',
    'free text': 'an object with the text as its `input`',
  },
}

/** What the recorded answer says to a client of this dialect. */
export function heardBy(client: DialectName, cassette: UpstreamCassette): Heard {
  const upstream = upstreamDialectNamed(cassette.dialect)
  const answer: CommonAnswer = commonOf(upstream, upstream.cutIntoEvents(cassette.answer))
  const whole = upstream.readWholeAnswer(bytesOf(cassette.answer))
  if (whole.kind !== 'answer' || whole.completion.usage === null) throw new Error(`${cassette.name} is no answer with its usage`)
  const choices = 'second answer' in unheard[client] ? answer.choices.slice(0, 1) : answer.choices
  return {
    choices: choices.map((choice) => choiceHeardBy(client, choice, cassette)),
    usage: usageHeardBy(client, whole.completion.usage),
  }
}

function choiceHeardBy(client: DialectName, { parts, reason, stopSequence, logprobs }: AnswerChoice, { dialect }: UpstreamCassette): HeardChoice {
  const lacks = unheard[client]
  const textOf = (...kinds: readonly string[]): string => parts.flatMap((part) => (kinds.includes(part.what) ? [part.text] : [])).join('')
  const refusal = 'refusal apart' in lacks ? '' : textOf('refusal')
  const signed = parts.filter(({ what }) => what !== 'text' || !('proof of text' in lacks))
  return {
    text: refusal === '' ? textOf('text', 'refusal') : textOf('text'),
    reasoning: textOf('reasoning'),
    refusal,
    calls: parts.flatMap(({ what, callId = '', name = '', text }): HeardCall[] => {
      // Gemini's calls may have no ID; a client of its own dialect sees just that.
      const id = client === 'gemini' && dialect === 'gemini' && /^call_\d+_\d+$/.test(callId) ? '' : callId
      if (what === 'tool_call') return [{ id, name, input: JSON.parse(text) as unknown }]
      return what === 'custom_call' ? [{ id, name, input: 'free text' in lacks ? { input: text } : text }] : []
    }),
    finish: finishHeardBy(client, reason, { refusal, stopSequence }),
    stopSequence: 'stop sequence' in lacks ? '' : (stopSequence ?? ''),
    sources: parts.flatMap(({ citations }) => citations.map(({ url, title }) => url || (title ?? ''))),
    logprobs: 'logprobs' in lacks ? [] : (logprobs as readonly { token: string; logprob: number }[]).map((one) => [one.token, one.logprob]),
    proofs: signed.flatMap(({ signature }) => [bareProof(signature?.text ?? '')].filter(Boolean)),
  }
}

const finishWords: Readonly<Record<DialectName, Readonly<Record<FinishReason, string>>>> = {
  'openai-chat': {
    stop: 'stop',
    length: 'length',
    tool_calls: 'tool_calls',
    content_filter: 'content_filter',
    refusal: 'content_filter',
    paused: 'stop',
  },
  // The status, and where it is `incomplete` the reason for that.
  'openai-responses': {
    stop: 'completed',
    length: 'max_output_tokens',
    tool_calls: 'completed',
    content_filter: 'content_filter',
    refusal: 'content_filter',
    paused: 'completed',
  },
  'anthropic-messages': {
    stop: 'end_turn',
    length: 'max_tokens',
    tool_calls: 'tool_use',
    content_filter: 'refusal',
    refusal: 'refusal',
    paused: 'pause_turn',
  },
  gemini: { stop: 'STOP', length: 'MAX_TOKENS', tool_calls: 'STOP', content_filter: 'SAFETY', refusal: 'SAFETY', paused: 'STOP' },
}

function finishHeardBy(client: DialectName, reason: FinishReason, said: Pick<HeardChoice, 'refusal'> & { stopSequence: string | null }): string {
  // A model that refuses in words of its own has said all that it wanted.
  if (said.refusal !== '') return finishWords[client].stop
  return client === 'anthropic-messages' && said.stopSequence !== null ? 'stop_sequence' : finishWords[client][reason]
}

function usageHeardBy(client: DialectName, { prompt, completion, cached, cacheWrite, reasoning }: TokenUsage): Heard['usage'] {
  return {
    input: prompt,
    output: completion,
    cached,
    cacheWrite: 'cache writes' in unheard[client] ? 0 : cacheWrite,
    reasoning: 'reasoning tokens' in unheard[client] ? 0 : reasoning,
  }
}
