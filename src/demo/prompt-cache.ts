// Remembers, as salted hashes, which long prompt beginnings were seen lately. Keeps no text and knows no requests.
import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { tokensOf } from './count-tokens.ts'

/** Vendors discount prefixes from this length on. */
const cachedTokensMin = 1_024
const blockTokens = 128
const keptMs = 5 * 60_000
/** 8 full contexts of 1 024 blocks, about 1 MiB. */
const blocksMax = 8_192

const nothing = { hit: 0, kept: 0 }

export interface PromptCache {
  /** How many tokens at the beginning of this prompt were seen in the last five minutes, and how many are kept for the next ask. */
  look(prompt: string): { readonly hit: number; readonly kept: number }
}

export function createPromptCache(clock: Clock): PromptCache {
  const salt = randomBytes(16)
  const seen = new Map<string, number>()

  function remember(block: string, now: number): void {
    // Deleted first, so that the map stays ordered from the oldest to the newest.
    seen.delete(block)
    seen.set(block, now + keptMs)
    if (seen.size <= blocksMax) return
    const oldest = seen.keys().next()
    if (!oldest.done) seen.delete(oldest.value)
  }

  return {
    look(prompt) {
      // A piece has at least one character, so a shorter text cannot reach the minimum.
      if (prompt.length < cachedTokensMin) return nothing
      const tokens = tokensOf(prompt)
      if (tokens.length < cachedTokensMin) return nothing
      const now = clock.now()
      let chain: Buffer = salt
      let hitTokens = 0
      let unbroken = true
      for (let end = blockTokens; end <= tokens.length; end += blockTokens) {
        chain = createHash('sha256')
          .update(chain)
          .update(tokens.slice(end - blockTokens, end).join(''))
          .digest()
        const block = chain.toString('base64', 0, 15)
        unbroken &&= (seen.get(block) ?? 0) > now
        if (unbroken) hitTokens = end
        remember(block, now)
      }
      const kept = tokens.length - (tokens.length % blockTokens)
      return { hit: hitTokens < cachedTokensMin ? 0 : hitTokens, kept }
    },
  }
}
