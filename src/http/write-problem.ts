// The only place that turns a Problem into a status, headers and a body. Knows nothing of what caused one.
import type { DialectName } from '../contract/dialects.ts'
import { errorBody } from '../contract/error-bodies.ts'
import { type Problem, problems } from '../contract/problems.ts'

/** What a client waits when we cannot say better. */
const retryAfterMsDefault = 1_000

export function problemStatus(refusal: Problem): number {
  return problems[refusal.code].status
}

/** The error object that clients of this dialect expect, as JSON text. */
export function problemBody(refusal: Problem, requestId: string, dialect: DialectName = 'openai-chat'): string {
  return JSON.stringify(errorBody(dialect, refusal, requestId))
}

/** Flat name, value pairs: `retry-after` (whole seconds, rounded up) and `retry-after-ms`, or `x-should-retry: false`, and `allow`. */
export function problemHeaders(refusal: Problem): string[] {
  const headers: string[] = []
  const advice = problems[refusal.code].retry
  if (advice === 'no') headers.push('x-should-retry', 'false')
  if (advice === 'after') {
    const waitMs = Math.max(1, Math.ceil(refusal.retryAfterMs ?? retryAfterMsDefault))
    headers.push('retry-after', String(Math.ceil(waitMs / 1_000)), 'retry-after-ms', String(waitMs))
  }
  if (refusal.allow !== undefined) headers.push('allow', refusal.allow.join(', '))
  return headers
}

/** The same answer as a fetch-style Response, for the control API. The request ID header is added where the answer leaves. */
export function problemResponse(refusal: Problem, requestId: string): Response {
  const headers = new Headers({ 'content-type': 'application/json', 'cache-control': 'no-store' })
  const flat = problemHeaders(refusal)
  for (let at = 0; at < flat.length; at += 2) headers.set(flat[at] as string, flat[at + 1] as string)
  return new Response(problemBody(refusal, requestId), { status: problemStatus(refusal), headers })
}

/** A complete HTTP/1.1 answer as text, for sockets whose request could not be read. */
export function problemOnRawSocket(refusal: Problem, requestId: string): string {
  const body = problemBody(refusal, requestId)
  const flat = problemHeaders(refusal)
  let head = `HTTP/1.1 ${problemStatus(refusal)} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`
  head += `x-request-id: ${requestId}\r\nconnection: close\r\n`
  for (let at = 0; at < flat.length; at += 2) head += `${flat[at]}: ${flat[at + 1]}\r\n`
  return `${head}\r\n${body}`
}
