// Made-up but well-formed log probabilities: every token is nearly certain, its alternatives are less and less likely. Knows no wire.
import type { JsonObject } from './ask.ts'

const chosen = -0.01

/** One entry a token, as both of OpenAI's wires write it. */
export function logprobsOf(tokens: readonly string[], top: number): JsonObject[] {
  return tokens.map((token) => ({
    ...entry(token, chosen),
    top_logprobs: Array.from({ length: top }, (_, rank) => (rank === 0 ? entry(token, chosen) : entry(`${token}~${rank}`, -4 - rank))),
  }))
}

function entry(token: string, logprob: number): JsonObject {
  return { token, logprob, bytes: [...new TextEncoder().encode(token)] }
}
