// The last event of a response that broke off. Knows nothing of what broke it.
import { errorBody } from '../../contract/error-bodies.ts'
import type { Problem } from '../../contract/problems.ts'
import type { AnswerFrame } from '../dialect.ts'
import type { Fields } from '../wire-fields.ts'

/** Agents read `response.error`; SDKs throw when an event has an `error` of its own. One event says it to both. */
export function failedEvent(cause: Problem, frame: AnswerFrame, response: Fields, sequence: number): string {
  const error = { code: cause.code, message: cause.message }
  const failed = { ...response, status: 'failed', error }
  const body = errorBody('openai-responses', cause, frame.requestId)
  return JSON.stringify({ type: 'response.failed', response: failed, sequence_number: sequence, ...body })
}
