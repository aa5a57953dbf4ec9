// What a Gemini error body may tell a client: our own code and the caller's field names, never its text. Knows no status codes.
// Shape: google.rpc.Status, alone or as the first of an array.
import type { UpstreamError } from '../../contract/chat.ts'
import { fieldsOf, listOf, textOf } from '../wire-fields.ts'

/** Statuses that the failure classifier reads, in its words. */
const codes: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'authentication_error',
  PERMISSION_DENIED: 'authentication_error',
  NOT_FOUND: 'model_not_found',
  RESOURCE_EXHAUSTED: 'rate_limit_error',
  UNAVAILABLE: 'overloaded_error',
}

const contextLength = /exceeds the maximum number of tokens|input token count|context (?:length|window)/i
const unpaid = /billing|credits? (?:are )?depleted|prepay/i
/** A wrong key is refused as an invalid argument; only the reason beside it says so. */
const wrongKey = /API key not valid|API_KEY_INVALID/

export function readError(value: unknown): UpstreamError {
  const outer = fieldsOf(Array.isArray(value) ? value[0] : value)
  const inner = fieldsOf(outer['error'] ?? outer)
  const status = textOf(inner['status']) ?? ''
  const message = (textOf(inner['message']) ?? '').slice(0, 2_000)
  const fields = listOf(inner['details']).flatMap((detail) => listOf(fieldsOf(detail)['fieldViolations']).map(fieldsOf))
  const param = textOf(fields[0]?.['field']) ?? ''
  const code = wrongKey.test(message) ? 'authentication_error' : Object.hasOwn(codes, status) ? (codes[status] ?? null) : null
  return {
    code: code === 'rate_limit_error' && unpaid.test(message) ? 'billing_error' : code,
    param: /^[A-Za-z_][A-Za-z0-9_.[\]]{0,199}$/.test(param) ? param : null,
    contextLength: contextLength.test(message),
  }
}
