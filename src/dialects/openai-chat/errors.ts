// What an upstream's error body may tell a client: known codes and the caller's own field names, never its text. Knows no status codes.
import type { UpstreamError } from '../../contract/chat.ts'

/** Codes that are public words of the dialect and say nothing about the operator's account. */
const knownCodes = new Set([
  'context_length_exceeded',
  'string_above_max_length',
  'invalid_value',
  'invalid_type',
  'unsupported_value',
  'unsupported_parameter',
  'missing_required_parameter',
  'unknown_parameter',
  'integer_above_max_value',
  'integer_below_min_value',
  'invalid_image_url',
  'invalid_image_format',
  'image_parse_error',
  'content_policy_violation',
  'content_filter',
  'invalid_function_parameters',
  'invalid_json_schema',
  // Read by the failure classifier only; its own words leave the server.
  'insufficient_quota',
  'billing_hard_limit_reached',
  'billing_not_active',
  'insufficient_balance',
  'rate_limit_exceeded',
  'model_not_found',
  'invalid_api_key',
])

/** A path into the caller's own request: `messages[2].content`, `tools.0.function.parameters`. */
const fieldPath = /^[a-z_]{1,40}(?:(?:\.[a-z0-9_]{1,40})|(?:\[\d{1,5}\]))*$/

const contextLength =
  /context[ _-]?length|context window|maximum context|too many (?:input )?tokens|prompt is too long|input is too long|exceeds the maximum number of tokens/i

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** Reads `{error: {code, type, param, message}}` and its common variations (Google's: in an array); the message is looked at, never kept. */
export function readError(said: unknown): UpstreamError {
  const value: unknown = Array.isArray(said) ? said[0] : said
  const outer = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  const inner = typeof outer['error'] === 'object' && outer['error'] !== null ? (outer['error'] as Record<string, unknown>) : outer
  const code = text(inner['code']) ?? text(inner['type'])
  const param = text(inner['param'])
  const message = text(inner['message']) ?? text(outer['error']) ?? text(outer['detail']) ?? ''
  return {
    code: code !== null && knownCodes.has(code) ? code : null,
    param: param !== null && param.length <= 200 && fieldPath.test(param) ? param : null,
    contextLength: code === 'context_length_exceeded' || contextLength.test(message.slice(0, 2_000)),
  }
}

/** Whether a parsed 200 body is in truth an error. */
export function isErrorBody(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'error' in value && (value as Record<string, unknown>)['error'] != null
}
