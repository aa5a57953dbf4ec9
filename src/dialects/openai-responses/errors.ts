// What an upstream's error may tell a client: known codes and the caller's own field names, never its text. Knows no status codes.
// HTTP errors have the shape of chat completions; a failed response carries `error: {code, message}` inside.
import type { UpstreamError } from '../../contract/chat.ts'
import { readError as readChatError } from '../openai-chat/errors.ts'
import { fieldsOf } from '../wire-fields.ts'

export function readError(value: unknown): UpstreamError {
  const outer = fieldsOf(value)
  const response = fieldsOf(outer['response'])
  return readChatError(response['error'] === undefined ? outer : { error: response['error'] })
}
