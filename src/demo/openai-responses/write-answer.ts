// Puts an answer into the words of OpenAI's Responses API, whole or as events. Knows nothing of sockets, time or how it was written.
// Source: OpenAI API reference, "The response object" and "Streaming events" of responses.
import type { Json, JsonObject } from '../ask.ts'
import { type AnswerChoice, completionTokensOf } from '../compose-answer.ts'
import { logprobsOf } from '../logprobs.ts'
import { sealOf } from '../seal.ts'
import { namedEvent, type Said } from '../wire.ts'

export function whole(said: Said): JsonObject {
  return responseJson(
    said,
    itemsOf(said).map(({ item }) => item),
  )
}

/** Events are numbered from 0 without a gap. */
export function* events(said: Said): Generator<string> {
  let number = 0
  const event = (type: string, members: JsonObject): string => namedEvent(type, { ...members, sequence_number: number++ })
  const begun = { ...responseJson(said, []), status: 'in_progress', incomplete_details: null, usage: null }
  yield event('response.created', { response: begun })
  yield event('response.in_progress', { response: begun })
  const items = itemsOf(said)
  for (const [index, { item, opening, steps }] of items.entries()) {
    yield event('response.output_item.added', { output_index: index, item: opening })
    for (const [type, members] of steps) yield event(type, { item_id: item['id'] ?? null, output_index: index, ...members })
    yield event('response.output_item.done', { output_index: index, item })
  }
  const response = whole(said)
  yield event(response['status'] === 'incomplete' ? 'response.incomplete' : 'response.completed', { response })
}

function responseJson({ answerId, created, ask, choices, prompt }: Said, output: readonly Json[]): JsonObject {
  const [choice] = choices as [AnswerChoice]
  const cut = choice.finish === 'length'
  const written = completionTokensOf(choice)
  return {
    id: `resp_${answerId}`,
    object: 'response',
    created_at: created,
    status: cut ? 'incomplete' : 'completed',
    error: null,
    incomplete_details: cut ? { reason: 'max_output_tokens' } : null,
    instructions: null,
    max_output_tokens: ask.outputTokensMax,
    model: ask.model,
    output,
    parallel_tool_calls: ask.parallelTools,
    previous_response_id: null,
    store: false,
    service_tier: 'default',
    tool_choice: 'auto',
    tools: [],
    metadata: {},
    usage: {
      input_tokens: prompt.prompt,
      input_tokens_details: { cached_tokens: prompt.cached },
      output_tokens: written,
      output_tokens_details: { reasoning_tokens: choice.reasoning.length },
      total_tokens: prompt.prompt + written,
    },
  }
}

/** An item whole, as it opens, and the events between the two. */
interface Item {
  readonly item: JsonObject
  readonly opening: JsonObject
  readonly steps: readonly (readonly [type: string, members: JsonObject])[]
}

function itemsOf({ answerId, ask, choices }: Said): Item[] {
  const [{ reasoning, content, calls }] = choices as [AnswerChoice]
  return [
    ...(reasoning.length === 0 ? [] : [thought(`rs_${answerId}`, reasoning, ask.reasoning === 'shown')]),
    ...(content.length === 0 ? [] : [message(`msg_${answerId}`, content, ask.topLogprobs)]),
    ...calls.map((call, at) => callItem(`fc_${answerId}_${at}`, call)),
  ]
}

function thought(id: string, reasoning: readonly string[], shown: boolean): Item {
  const text = reasoning.join('')
  const part = { type: 'summary_text', text }
  const at = { summary_index: 0 }
  return {
    item: { id, type: 'reasoning', summary: shown ? [part] : [], encrypted_content: sealOf(text) },
    opening: { id, type: 'reasoning', summary: [] },
    steps: shown
      ? [
          ['response.reasoning_summary_part.added', { ...at, part: { ...part, text: '' } }],
          ...reasoning.map((delta): Item['steps'][number] => ['response.reasoning_summary_text.delta', { ...at, delta }]),
          ['response.reasoning_summary_text.done', { ...at, text }],
          ['response.reasoning_summary_part.done', { ...at, part }],
        ]
      : [],
  }
}

function message(id: string, content: readonly string[], topLogprobs: number | null): Item {
  const text = content.join('')
  const logprobs = (tokens: readonly string[]): Json[] => (topLogprobs === null ? [] : logprobsOf(tokens, topLogprobs))
  const part = { type: 'output_text', text, annotations: [], logprobs: logprobs(content) }
  const head = { id, type: 'message', role: 'assistant' }
  const at = { content_index: 0 }
  return {
    item: { ...head, status: 'completed', content: [part] },
    opening: { ...head, status: 'in_progress', content: [] },
    steps: [
      ['response.content_part.added', { ...at, part: { ...part, text: '', logprobs: [] } }],
      ...content.map((delta): Item['steps'][number] => ['response.output_text.delta', { ...at, delta, logprobs: logprobs([delta]) }]),
      ['response.output_text.done', { ...at, text, logprobs: logprobs(content) }],
      ['response.content_part.done', { ...at, part }],
    ],
  }
}

/** A custom tool takes text: what an object of arguments would hold under `input`, or all of it. */
function callItem(id: string, { id: callId, name, tokens, custom }: AnswerChoice['calls'][number]): Item {
  const type = custom ? 'custom_tool_call' : 'function_call'
  const member = custom ? 'input' : 'arguments'
  const event = custom ? 'response.custom_tool_call_input' : 'response.function_call_arguments'
  const head = { id, type, call_id: callId, name }
  const text = tokens.join('')
  return {
    item: { ...head, [member]: text, status: 'completed' },
    opening: { ...head, [member]: '', status: 'in_progress' },
    steps: [
      ...tokens.map((delta): Item['steps'][number] => [`${event}.delta`, { delta }]),
      [`${event}.done`, { [member]: text, ...(!custom && { name }) }],
    ],
  }
}
