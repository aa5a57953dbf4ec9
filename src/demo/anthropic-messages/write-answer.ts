// Puts an answer into the words of Anthropic's Messages API, whole or as events. Knows nothing of sockets, time or how it was written.
// Source: Anthropic API reference, "Create a Message" and "Streaming Messages".
import type { Json, JsonObject } from '../ask.ts'
import { type AnswerChoice, completionTokensOf } from '../compose-answer.ts'
import { sealOf } from '../seal.ts'
import { namedEvent, type Said } from '../wire.ts'

export function whole(said: Said): JsonObject {
  const choice = onlyChoice(said)
  const content = blocksOf(choice, said).map(({ block }) => block)
  return { ...headOf(said), content, ...endOf(choice), usage: usageJson(said, true) }
}

/** One block after the other, never two at once: that is this wire's rule. */
export function* events(said: Said): Generator<string> {
  const choice = onlyChoice(said)
  const started = {
    ...headOf(said),
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...usageJson(said, false), output_tokens: 1 },
  }
  yield namedEvent('message_start', { message: started })
  yield namedEvent('ping', {})
  for (const [index, { opening, deltas }] of blocksOf(choice, said).entries()) {
    yield namedEvent('content_block_start', { index, content_block: opening })
    for (const delta of deltas) yield namedEvent('content_block_delta', { index, delta })
    yield namedEvent('content_block_stop', { index })
  }
  yield namedEvent('message_delta', { delta: endOf(choice), usage: usageJson(said, true) })
  yield namedEvent('message_stop', {})
}

function onlyChoice({ choices }: Said): AnswerChoice {
  return choices[0] as AnswerChoice
}

function headOf({ answerId, ask }: Said): JsonObject {
  return { id: `msg_${answerId}`, type: 'message', role: 'assistant', model: ask.model }
}

const stopReasons = { stop: 'end_turn', length: 'max_tokens', tool_calls: 'tool_use' } as const

function endOf({ finish, stopSequence }: AnswerChoice): JsonObject {
  return { stop_reason: stopSequence === null ? stopReasons[finish] : 'stop_sequence', stop_sequence: stopSequence }
}

/** Input tokens count neither what the cache gave nor what it took. */
function usageJson({ prompt: { prompt, cached, written }, choices }: Said, ended: boolean): JsonObject {
  const output = choices.reduce((sum, choice) => sum + completionTokensOf(choice), 0)
  const thoughts = choices.reduce((sum, { reasoning }) => sum + reasoning.length, 0)
  return {
    input_tokens: prompt - cached - written,
    cache_creation_input_tokens: written,
    cache_read_input_tokens: cached,
    cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 },
    ...(ended && { output_tokens: output, output_tokens_details: { thinking_tokens: thoughts } }),
    service_tier: 'standard',
  }
}

/** A block whole, as it opens, and what it grows by. */
interface Block {
  readonly block: JsonObject
  readonly opening: JsonObject
  readonly deltas: readonly JsonObject[]
}

function blocksOf({ reasoning, content, calls }: AnswerChoice, { ask }: Said): Block[] {
  const text = content.join('')
  return [
    ...(reasoning.length === 0 ? [] : [thoughtBlock(reasoning, ask.reasoning === 'shown')]),
    ...(text === '' ? [] : [{ block: { type: 'text', text }, opening: { type: 'text', text: '' }, deltas: content.map(textDelta) }]),
    ...calls.map(({ id, name, tokens }): Block => {
      const head = { type: 'tool_use', id: `toolu_${id.replace(/^call_/, '')}`, name }
      const deltas = ['', ...tokens].map((token) => ({ type: 'input_json_delta', partial_json: token }))
      return { block: { ...head, input: inputOf(tokens.join('')) }, opening: { ...head, input: {} }, deltas }
    }),
  ]
}

function textDelta(text: string): JsonObject {
  return { type: 'text_delta', text }
}

function thoughtBlock(reasoning: readonly string[], shown: boolean): Block {
  const signature = sealOf(reasoning.join(''))
  const thinking = shown ? reasoning.join('') : ''
  const deltas = shown ? reasoning.map((token) => ({ type: 'thinking_delta', thinking: token })) : []
  return {
    block: { type: 'thinking', thinking, signature },
    opening: { type: 'thinking', thinking: '', signature: '' },
    deltas: [...deltas, { type: 'signature_delta', signature }],
  }
}

/** Arguments that were cut off are no object; the vendor gives what there is of them. */
function inputOf(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return {}
  }
}
