// "Did you mean ...?" for settings, commands and names. Knows nothing of what the words stand for.

/** Edits (insert, delete, replace, swap of neighbours) between two words, given up beyond `max`. */
function distance(left: string, right: string, max: number): number {
  if (Math.abs(left.length - right.length) > max) return max + 1
  let before: number[] = []
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i++) {
    const next = [i]
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1)
      next.push(best)
    }
    before = row
    row = next
  }
  return row[right.length] ?? max + 1
}

/** `; did you mean X?` for the nearest known word, or an empty text when none is near. */
export function suggestion(word: string, known: Iterable<string>): string {
  const max = Math.max(1, Math.floor(word.length / 3))
  let nearest: string | undefined
  let least = max + 1
  for (const candidate of known) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase(), max)
    if (edits < least) {
      least = edits
      nearest = candidate
    }
  }
  return nearest === undefined ? '' : `; did you mean ${nearest}?`
}
