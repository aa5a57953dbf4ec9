// What an error of Bedrock may tell a client: our own code, never its text. Knows no status codes.
// Bodies are `{"message"}`; an exception inside a stream comes as `{"type":"error","error":{"type","message"}}` from whoever read its frame.
import type { UpstreamError } from '../../contract/chat.ts'
import { fieldsOf, textOf } from '../wire-fields.ts'

/** Words that the failure classifier reads. */
const codes = new Set(['rate_limit_error', 'overloaded_error'])

const contextLength =
  /input is too long|prompt is too long|context (?:length|window)|maximum context|exceeds? the (?:maximum|model).{0,40}tokens?/i

/** The account may not use this model, or the region has none: the credential itself is fine. */
const noModel =
  /access to the model|model (?:identifier|id) is invalid|on-demand throughput|end of its life|could not resolve the foundation model/i

/** A quota of the account for this model: a limit, though it is told as a mistake. */
const quota = /service quota|too many (?:tokens|requests)/i

export function readError(value: unknown): UpstreamError {
  const outer = fieldsOf(value)
  const inner = fieldsOf(outer['error'] ?? outer)
  const message = (textOf(inner['message'] ?? inner['Message']) ?? '').slice(0, 2_000)
  const type = textOf(inner['type']) ?? ''
  const code = noModel.test(message) ? 'model_not_found' : quota.test(message) ? 'rate_limit_error' : codes.has(type) ? type : null
  return { code, param: null, contextLength: code === null && contextLength.test(message) }
}
