// Anthropic's Messages as a wire of the simulated provider. Knows nothing of sockets or models.
import type { DemoRefusal, JsonObject } from '../ask.ts'
import { type DemoWire, namedEvent } from '../wire.ts'
import { readAsk } from './read-ask.ts'
import { events, whole } from './write-answer.ts'

/** Source: Anthropic API reference, "Errors". */
const typeOfStatus: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  405: 'invalid_request_error',
  408: 'timeout_error',
  413: 'request_too_large',
  422: 'invalid_request_error',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

/** A field is named in front of the sentence: `messages.0.content: ...`. */
function refusal({ status, code, message, param }: DemoRefusal): JsonObject {
  const sentence = code === 'context_length_exceeded' ? `prompt is too long: ${message}` : message
  const field = param === null ? '' : `${param.replaceAll(/\[(\d+)\]/g, '.$1')}: `
  return { type: 'error', error: { type: typeOfStatus[status] ?? 'api_error', message: `${field}${sentence}` }, request_id: null }
}

export const anthropicMessages: DemoWire = {
  read: readAsk,
  whole,
  events,
  streamEnd: '',
  refusal,
  broken: (cause) => namedEvent('error', { error: refusal(cause)['error'] ?? null }),
  counted: ({ prompt }) => ({ input_tokens: prompt }),
}
