// What an Anthropic error body may tell a client: our own code and the caller's field names, never its text. Knows no status codes.
// Shape: Anthropic API reference, "Errors".
import type { UpstreamError } from '../../contract/chat.ts'
import { fieldsOf, textOf } from '../wire-fields.ts'

/** Types that the failure classifier reads, and types that say no more than the status. */
const codes: Readonly<Record<string, string | null>> = {
  invalid_request_error: null,
  api_error: null,
  timeout_error: null,
  authentication_error: 'authentication_error',
  permission_error: 'authentication_error',
  billing_error: 'billing_error',
  not_found_error: 'model_not_found',
  rate_limit_error: 'rate_limit_error',
  overloaded_error: 'overloaded_error',
  request_too_large: null,
}

const contextLength = /prompt is too long|exceed(?:s|ed)? (?:the )?context (?:limit|window)|input is too long|context window/i

/** An empty account is refused as an invalid request; only the sentence says so. */
const unpaid = /credit balance is too low/i

/** Instructions among the turns: Claude takes them from 4.8 on, other models and vendors refuse them, each in words of its own. */
const systemTurn = /\brole\W{1,2}system\b|input message role|variant \W?system\b|\brole: input should be\b/i

/** `messages.2.content.0: ...`, `max_tokens: ...` */
const fieldPath = /^([a-z_]{1,40}(?:\.[a-z0-9_]{1,40}){0,8}): /

export function readError(value: unknown): UpstreamError {
  const outer = fieldsOf(value)
  const inner = fieldsOf(outer['error'] ?? outer)
  const type = textOf(inner['type']) ?? ''
  const message = (textOf(inner['message']) ?? '').slice(0, 2_000)
  return {
    code: codeIn(message) ?? (Object.hasOwn(codes, type) ? (codes[type] ?? null) : null),
    param: fieldPath.exec(message)?.[1] ?? null,
    contextLength: contextLength.test(message),
  }
}

function codeIn(message: string): string | null {
  if (unpaid.test(message)) return 'billing_error'
  return systemTurn.test(message) ? 'system_turn_unsupported' : null
}
