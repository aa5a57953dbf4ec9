// Puts an answer into the words of Google's generateContent, whole or as chunks. Knows nothing of sockets, time or how it was written.
// Source: Gemini API reference, "GenerateContentResponse". Each chunk is a whole response with more of the answer; usage is cumulative.
import type { Json, JsonObject } from '../ask.ts'
import { type AnswerChoice, completionTokensOf } from '../compose-answer.ts'
import { sealOf } from '../seal.ts'
import type { Said } from '../wire.ts'

export function whole(said: Said): JsonObject {
  const { ask, choices } = said
  const candidates = choices.map((choice, index) => {
    const text = choice.content.join('')
    const parts = [...thoughtParts(choice, said), ...(text === '' ? [] : [{ text }]), ...callParts(choice)]
    const { topLogprobs } = ask
    const logprobs =
      topLogprobs === null || text === '' ? {} : { avgLogprobs: chosen, logprobsResult: logprobsJson(choice.content, topLogprobs) }
    return { content: { role: 'model', parts }, finishReason: finishReasons[choice.finish], index, ...logprobs }
  })
  return { candidates, ...tail(said, choices) }
}

/** The candidates take turns, one token each; calls come whole. */
export function* chunks(said: Said): Generator<JsonObject> {
  let running = said.choices.map((choice, index) => partsInOrder(choice, index, said))
  while (running.length > 0) {
    const left: typeof running = []
    for (const parts of running) {
      const next = parts.next()
      if (next.done) continue
      yield { candidates: [next.value], ...tail(said, said.choices) }
      left.push(parts)
    }
    running = left
  }
}

const finishReasons = { stop: 'STOP', length: 'MAX_TOKENS', tool_calls: 'STOP' } as const
const chosen = -0.01

function* partsInOrder(choice: AnswerChoice, index: number, said: Said): Generator<JsonObject> {
  const { ask } = said
  const candidate = (parts: readonly Json[], more: JsonObject = {}): JsonObject => ({ content: { role: 'model', parts }, index, ...more })
  if (ask.reasoning === 'shown') for (const text of choice.reasoning) yield candidate([{ text, thought: true }])
  for (const text of choice.content) {
    yield candidate([{ text }], ask.topLogprobs === null ? {} : { logprobsResult: logprobsJson([text], ask.topLogprobs) })
  }
  for (const part of callParts(choice)) yield candidate([part])
  yield candidate([{ text: '' }], { finishReason: finishReasons[choice.finish] })
}

/** Thoughts are counted beside the candidates, not inside. */
function tail({ answerId, ask, prompt }: Said, choices: readonly AnswerChoice[]): JsonObject {
  const thoughts = choices.reduce((sum, { reasoning }) => sum + reasoning.length, 0)
  const written = choices.reduce((sum, choice) => sum + completionTokensOf(choice), 0)
  return {
    usageMetadata: {
      promptTokenCount: prompt.prompt,
      candidatesTokenCount: written - thoughts,
      totalTokenCount: prompt.prompt + written,
      ...(prompt.cached > 0 && { cachedContentTokenCount: prompt.cached }),
      ...(thoughts > 0 && { thoughtsTokenCount: thoughts }),
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: prompt.prompt }],
    },
    modelVersion: ask.model,
    responseId: answerId,
  }
}

function thoughtParts({ reasoning }: AnswerChoice, { ask }: Said): JsonObject[] {
  return ask.reasoning === 'shown' && reasoning.length > 0 ? [{ text: reasoning.join(''), thought: true }] : []
}

/** Of calls in a row only the first carries the proof of the thought before it. */
function callParts({ calls, reasoning }: AnswerChoice): JsonObject[] {
  const proof = Buffer.from(sealOf(reasoning.join(''))).toString('base64')
  return calls.map(({ id, name, tokens }, at) => ({
    functionCall: { id, name, args: argsOf(tokens.join('')) },
    ...(at === 0 && reasoning.length > 0 && { thoughtSignature: proof }),
  }))
}

/** Arguments that were cut off are no object; the vendor gives what there is of them. */
function argsOf(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return {}
  }
}

function logprobsJson(tokens: readonly string[], top: number): JsonObject {
  const entry = (token: string, logProbability: number): JsonObject => ({ token, tokenId: token.length, logProbability })
  const ranks = (token: string): JsonObject[] =>
    Array.from({ length: top }, (_, rank) => (rank === 0 ? entry(token, chosen) : entry(`${token}~${rank}`, -4 - rank)))
  return {
    chosenCandidates: tokens.map((token) => entry(token, chosen)),
    ...(top > 0 && { topCandidates: tokens.map((token) => ({ candidates: ranks(token) })) }),
  }
}
