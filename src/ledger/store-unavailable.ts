// The store cannot make anything durable right now: the world's fault, not the caller's. Knows no driver and no HTTP.

/**
 * Thrown by every port when the disk is full or failing, the database is locked by somebody else, or the writer stopped after a broken belief.
 * Nothing was changed by the call that throws it; the caller may try again later.
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}
