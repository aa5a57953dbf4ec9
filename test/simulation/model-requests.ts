// The reference's rule for Idempotency-Keys: one request each, and its answer with its settlement. Imports nothing of the product.
import type { Ask } from './asks.ts'
import type { State } from './model-state.ts'

/** A key that a run began and did not end is free again in the next one. */
export function beginUnder({ begun, life }: State, { key, body, id }: Extract<Ask, { ask: 'begin' }>): string {
  const before = begun.get(key)
  if (before === undefined || (before.answer === undefined && before.life < life)) {
    begun.set(key, { body, id, life, answer: undefined })
    return 'begun'
  }
  if (before.body !== body) return 'other_request'
  return before.answer === undefined ? 'in_progress' : `answered ${before.id} ${before.answer}`
}

/** With the settlement, or not at all. */
export function endUnder({ begun }: State, id: string, { key, answer }: NonNullable<Extract<Ask, { ask: 'settle' }>['under']>): void {
  const before = begun.get(key)
  if (before?.id !== id || before.answer !== undefined) return
  if (answer === null) begun.delete(key)
  else before.answer = answer
}
