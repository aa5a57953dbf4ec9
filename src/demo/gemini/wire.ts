// Google's generateContent as a wire of the simulated provider. Knows nothing of sockets or models.
import type { DemoRefusal, JsonObject } from '../ask.ts'
import type { DemoWire } from '../wire.ts'
import { readAsk } from './read-ask.ts'
import { chunks, whole } from './write-answer.ts'

/** Source: google.rpc.Code and the Gemini API's troubleshooting guide. */
const wordOfStatus: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  402: 'FAILED_PRECONDITION',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  405: 'UNIMPLEMENTED',
  408: 'DEADLINE_EXCEEDED',
  413: 'INVALID_ARGUMENT',
  422: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
  529: 'UNAVAILABLE',
}

function refusal({ status, code, message, param }: DemoRefusal): JsonObject {
  const sentence =
    code === 'context_length_exceeded' ? `The input token count exceeds the maximum number of tokens allowed: ${message}` : message
  const violation = { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field: param, description: sentence }] }
  return {
    error: { code: status, message: sentence, status: wordOfStatus[status] ?? 'INTERNAL', ...(param !== null && { details: [violation] }) },
  }
}

function event(json: JsonObject): string {
  return `data: ${JSON.stringify(json)}\r\n\r\n`
}

export const gemini: DemoWire = {
  read: readAsk,
  whole,
  *events(said) {
    for (const chunk of chunks(said)) yield event(chunk)
  },
  streamEnd: '',
  refusal,
  broken: (cause) => event(refusal(cause)),
  counted: ({ prompt }) => ({ totalTokens: prompt }),
}
