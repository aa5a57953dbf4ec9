// Cuts text into token-like pieces and counts them, the same way every time. Knows nothing of requests or prices.

// One piece is at most eight code points: up to seven letters, three digits or two signs with the space before them, or a run of space.
const piece =
  /\s?[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]{1,2}|\s?\p{L}{1,7}|\s?\p{N}{1,3}|\s?[^\s\p{L}\p{N}]{1,2}|\s{1,8}/gu

/** UTF-16 units that one token can hold at most; a longer text has at least `length / 16` pieces. */
export const unitsPerTokenMax = 16

/** The pieces of a text, in order; joined they are the text again. */
export function tokensOf(text: string): string[] {
  return text.match(piece) ?? []
}

/** The number of pieces. Stops early, with a number above `limit`, when a text cannot have fewer: a long text costs no long scan. */
export function countTokens(text: string, limit: number): number {
  if (text.length / unitsPerTokenMax > limit) return Math.ceil(text.length / unitsPerTokenMax)
  piece.lastIndex = 0
  let count = 0
  while (piece.test(text)) count += 1
  return count
}
