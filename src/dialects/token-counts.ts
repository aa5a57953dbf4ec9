// What counts as a believable number of tokens, whatever the wire calls it. Knows no wire.

/** No answer has more tokens than this; a larger number is nonsense (2^53, 1e400) and is not believed. */
const tokensMax = 100_000_000

export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= tokensMax ? value : undefined
}
