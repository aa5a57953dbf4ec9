// A problem as the error object that clients of each dialect expect. Knows no status lines, no headers and no sockets.
import type { DialectName } from './dialects.ts'
import { problems, type Problem } from './problems.ts'

/** `{"error":{"message","type","param","code","request_id"}}`: OpenAI's shape, with our request ID. */
function openaiBody(refusal: Problem, requestId: string): object {
  const { message, code, param } = refusal
  return { error: { message, type: problems[code].type, param: param ?? null, code, request_id: requestId } }
}

const bodies: Readonly<Record<DialectName, (refusal: Problem, requestId: string) => object>> = {
  'openai-chat': openaiBody,
}

/** The whole body of a refusal, and the data of the event that breaks a stream off. */
export function errorBody(dialect: DialectName, refusal: Problem, requestId: string): object {
  return bodies[dialect](refusal, requestId)
}
