// The Idempotency-Key header: what is a key, and what a client is told about one. Knows no store and no endpoint.
// The header follows draft-ietf-httpapi-idempotency-key-header; its key is an opaque text here, quoted or not.
import { ok, refuse, type Result } from '../base/result.ts'
import { type Problem, problem } from './problems.ts'

export const idempotencyHeader = 'idempotency-key'
/** On an answer that was given before. */
export const replayHeader = 'x-nexorouter-idempotent-replay'
/** On the same: the ID of the request that did the work, and that was charged. */
export const originalHeader = 'x-nexorouter-original-request-id'

/** Longer than any UUID, hash or path that clients use. */
const keyLengthMax = 255
/** A request that runs takes seconds: a client that asks more often only costs both sides. */
const retryAfterMs = 2_000

/** The key as it was sent, or what is wrong with it. */
export function readIdempotencyKey(value: string): Result<string, Problem> {
  if (value === '') return refuse(wrong('is empty: leave the header out, or send a text that is new for each new request'))
  if (value.length > keyLengthMax) return refuse(wrong(`has ${value.length} characters; at most ${keyLengthMax} are taken`))
  if (!/^[\x20-\x7e]+$/.test(value)) return refuse(wrong('may hold printable ASCII characters only'))
  return ok(value)
}

function wrong(what: string): Problem {
  return problem('invalid_request', `The header \`Idempotency-Key\` ${what}.`, { param: 'Idempotency-Key' })
}

export const keyInProgress: Problem = problem('idempotency_in_progress', 'A request with this Idempotency-Key is still running.', {
  retryAfterMs,
})

export const keyOfOtherRequest: Problem = problem(
  'idempotency_conflict',
  'This Idempotency-Key was used for another request within the last day. Send a new key with each new request.',
)

export function answerNotKept(requestId: string): Problem {
  const sentence = `The request with this Idempotency-Key was done as ${requestId}, but its answer is not kept: it was too large, or the server stopped before it could keep it.`
  return problem('idempotency_not_kept', `${sentence} It is not run again under the same key.`)
}
