// The end of a credential, for people to tell one from another. Knows no storage.

/** Shorter secrets would lose too much of themselves. */
const leastLength = 16

/** Empty for short ones, and for JSON keys, whose ends are all the same. */
export function lastFourOf(secret: string): string {
  return secret.length < leastLength || secret.trimEnd().endsWith('}') ? '' : secret.slice(-4)
}
