// A wrong belief of ours, said aloud. Knows nothing of requests, money or clients.

/** What we caused: a broken belief inside this program. Never shown to a client. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

/** Throws when a belief of ours is false. Left on in production: a wrong ledger must stop, not continue. */
export function assert(belief: unknown, sentence: string): asserts belief {
  if (!belief) throw new AssertionError(sentence)
}
