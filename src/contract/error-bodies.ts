// A problem as the error object that clients of each dialect expect. Knows no status lines, no headers and no sockets.
import type { DialectName } from './dialects.ts'
import { problems, type Problem, type ProblemCode } from './problems.ts'

/** `{"error":{"message","type","param","code","request_id"}}`: OpenAI's shape, with our request ID. */
function openaiBody(refusal: Problem, requestId: string): object {
  const { message, code, param } = refusal
  return { error: { message, type: problems[code].type, param: param ?? null, code, request_id: requestId } }
}

/** Anthropic's words for families of errors, by our code; what is missing here is `invalid_request_error`. */
const anthropicTypes: Partial<Record<ProblemCode, string>> = {
  invalid_api_key: 'authentication_error',
  permission_denied: 'permission_error',
  insufficient_quota: 'billing_error',
  model_not_found: 'not_found_error',
  not_found: 'not_found_error',
  request_too_large: 'request_too_large',
  rate_limit_exceeded: 'rate_limit_error',
  token_rate_limit_exceeded: 'rate_limit_error',
  concurrency_limit_exceeded: 'rate_limit_error',
  gateway_error: 'api_error',
  upstream_error: 'api_error',
  upstream_unavailable: 'overloaded_error',
  upstream_request_timeout: 'timeout_error',
}

/** `{"type":"error","error":{"type","message"},"request_id"}`, with our code and field beside them. */
function anthropicBody({ code, message, param }: Problem, requestId: string): object {
  // Agents of this dialect compact their conversation when they read these words.
  const said = code === 'context_length_exceeded' ? `prompt is too long: ${message}` : message
  const error = { type: anthropicTypes[code] ?? 'invalid_request_error', message: said, code, param: param ?? null }
  return { type: 'error', error, request_id: requestId }
}

/** Google's canonical codes by ours; what is missing here is `INVALID_ARGUMENT`. */
const googleStatuses: Partial<Record<ProblemCode, string>> = {
  invalid_api_key: 'UNAUTHENTICATED',
  permission_denied: 'PERMISSION_DENIED',
  insufficient_quota: 'FAILED_PRECONDITION',
  model_not_found: 'NOT_FOUND',
  not_found: 'NOT_FOUND',
  conflict: 'ABORTED',
  rate_limit_exceeded: 'RESOURCE_EXHAUSTED',
  token_rate_limit_exceeded: 'RESOURCE_EXHAUSTED',
  concurrency_limit_exceeded: 'RESOURCE_EXHAUSTED',
  gateway_error: 'INTERNAL',
  upstream_error: 'INTERNAL',
  upstream_unavailable: 'UNAVAILABLE',
  upstream_request_timeout: 'DEADLINE_EXCEEDED',
}

/** `{"error":{"code","message","status","details"}}`: google.rpc.Status, with our code, field and request ID in its details. */
function geminiBody({ code, message, param }: Problem, requestId: string): object {
  const metadata = { request_id: requestId, ...(param == null ? {} : { param }) }
  const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: code, domain: 'nexorouter', metadata }]
  return { error: { code: problems[code].status, message, status: googleStatuses[code] ?? 'INVALID_ARGUMENT', details } }
}

const bodies: Readonly<Record<DialectName, (refusal: Problem, requestId: string) => object>> = {
  'openai-chat': openaiBody,
  'openai-responses': openaiBody,
  'anthropic-messages': anthropicBody,
  gemini: geminiBody,
}

/** The whole body of a refusal, and the data of the event that breaks a stream off. */
export function errorBody(dialect: DialectName, refusal: Problem, requestId: string): object {
  return bodies[dialect](refusal, requestId)
}
