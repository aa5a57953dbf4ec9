// Puts an answer into the words of OpenAI's chat completions API, whole or as chunks. Knows nothing of sockets, time or how it was written.
// Source: https://platform.openai.com/docs/api-reference/chat
import type { Json, JsonObject } from '../ask.ts'
import { type AnswerChoice, completionTokensOf } from '../compose-answer.ts'
import { logprobsOf } from '../logprobs.ts'
import type { Said } from '../wire.ts'

function usageJson({ prompt, choices }: Said): JsonObject {
  const completion = choices.reduce((sum, choice) => sum + completionTokensOf(choice), 0)
  const reasoning = choices.reduce((sum, choice) => sum + choice.reasoning.length, 0)
  return {
    prompt_tokens: prompt.prompt,
    completion_tokens: completion,
    total_tokens: prompt.prompt + completion,
    prompt_tokens_details: { cached_tokens: prompt.cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}

/** The whole answer of a buffered request. */
export function completionJson(said: Said): JsonObject {
  const { answerId, created, ask, choices } = said
  return {
    id: `chatcmpl-${answerId}`,
    object: 'chat.completion',
    created,
    model: ask.model,
    system_fingerprint: fingerprint,
    choices: choices.map((choice, index) => ({
      index,
      message: messageOf(choice),
      logprobs: ask.topLogprobs === null || choice.content.length === 0 ? null : logprobsJson(choice.content, ask.topLogprobs),
      finish_reason: choice.finish,
    })),
    usage: usageJson(said),
  }
}

/** The chunks of a streamed request, in order: the choices take turns, one token each; usage comes last when it was asked for. */
export function* completionChunks(said: Said): Generator<JsonObject> {
  const { answerId, created, ask, choices } = said
  const envelope = (list: readonly Json[], figures: Json): JsonObject => ({
    id: `chatcmpl-${answerId}`,
    object: 'chat.completion.chunk',
    created,
    model: ask.model,
    system_fingerprint: fingerprint,
    choices: list,
    ...(ask.includeUsage ? { usage: figures } : {}),
  })
  let running = choices.map((choice, index) => deltasOf(choice, index, ask.topLogprobs))
  while (running.length > 0) {
    const left: typeof running = []
    for (const deltas of running) {
      const next = deltas.next()
      if (next.done) continue
      yield envelope([next.value], null)
      left.push(deltas)
    }
    running = left
  }
  if (ask.includeUsage) yield envelope([], usageJson(said))
}

const fingerprint = 'fp_nexo_demo_1'

function messageOf(choice: AnswerChoice): JsonObject {
  return {
    role: 'assistant',
    content: choice.calls.length > 0 ? null : choice.content.join(''),
    refusal: null,
    ...(choice.reasoning.length > 0 ? { reasoning_content: choice.reasoning.join('') } : {}),
    ...(choice.calls.length > 0
      ? {
          tool_calls: choice.calls.map((call) => ({
            id: call.id,
            type: 'function',
            function: { name: call.name, arguments: call.tokens.join('') },
          })),
        }
      : {}),
  }
}

function* deltasOf(choice: AnswerChoice, index: number, topLogprobs: number | null): Generator<JsonObject> {
  const step = (delta: JsonObject, logprobs: Json = null, finish: string | null = null): JsonObject => ({
    index,
    delta,
    logprobs,
    finish_reason: finish,
  })
  yield step({ role: 'assistant', content: choice.calls.length > 0 || choice.reasoning.length > 0 ? null : '', refusal: null })
  for (const token of choice.reasoning) yield step({ reasoning_content: token })
  for (const token of choice.content) yield step({ content: token }, topLogprobs === null ? null : logprobsJson([token], topLogprobs))
  for (const delta of callDeltas(choice)) yield step(delta)
  yield step({}, null, choice.finish)
}

/** Parallel calls grow side by side: all are opened, then their arguments arrive in turns. */
function* callDeltas(choice: AnswerChoice): Generator<JsonObject> {
  for (const [index, call] of choice.calls.entries()) {
    yield { tool_calls: [{ index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } }] }
  }
  const longest = Math.max(0, ...choice.calls.map((call) => call.tokens.length))
  for (let at = 0; at < longest; at += 1) {
    for (const [index, call] of choice.calls.entries()) {
      const token = call.tokens[at]
      if (token !== undefined) yield { tool_calls: [{ index, function: { arguments: token } }] }
    }
  }
}

function logprobsJson(tokens: readonly string[], top: number): JsonObject {
  return { content: logprobsOf(tokens, top), refusal: null }
}
