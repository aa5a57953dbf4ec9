// The store cannot make anything durable right now: the world's fault, not the caller's. Knows no driver and no HTTP.

/**
 * Thrown by every port when the disk is full or failing, the database is locked by somebody else, or the writer stopped after a broken belief.
 * The call may be made again later. As a rule it changed nothing; when the disk failed in the middle of a commit nobody knows, so what
 * must not happen twice carries a reference of its own.
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}
