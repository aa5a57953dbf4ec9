// Sets a Reply on the wire: head, body, stream, and what to do with an upload nobody read. Knows nothing of what the answer means.
import { bufferOf, byteTextMax, byteTextOf, type WireBytes } from '../base/byte-text.ts'
import { type Problem, problem } from '../contract/problems.ts'
import type { Reply, ReplyHeaders } from '../gateway/call.ts'
import { takesArray } from './client-dialect.ts'
import { HttpClientStream } from './client-stream.ts'
import { corsHeaders } from './cors.ts'
import type { HttpCall } from './http-call.ts'
import { problemBody, problemHeaders, problemStatus } from './write-problem.ts'

export function writeReply(call: HttpCall, reply: Reply): void {
  call.releaseBody()
  switch (reply.kind) {
    case 'json':
      if (call.res.destroyed) return reply.undelivered?.('client_left')
      call.undelivered = reply.undelivered
      return writeWhole(call, 200, typed(reply.headers), reply.body)
    case 'problem':
      return writeProblem(call, reply.problem, reply.headers)
    case 'stream':
      return writeStream(call, reply)
    case 'gone':
      call.res.destroy()
  }
}

/** JSON, unless the answer says what it is. */
function typed(headers: ReplyHeaders): string[] {
  const pairs = flat(headers)
  if (headers['content-type'] === undefined) pairs.push('content-type', 'application/json')
  return pairs
}

export function writeProblem(call: HttpCall, refusal: Problem, headers: ReplyHeaders = {}): void {
  call.releaseBody()
  const head = ['content-type', 'application/json', ...problemHeaders(refusal), ...flat(headers)]
  const body = problemBody(refusal, call.requestId, call.dialect)
  const inArray = call.dialect === 'gemini' && takesArray(call.req.url ?? '')
  writeWhole(call, problemStatus(refusal), head, inArray ? `[${body}]` : body)
}

/** An exception out of a handler is our fault: logged with the request ID, and nothing of it reaches the client. */
export function writeFault(call: HttpCall, fault: unknown): void {
  call.wire.log.error({ requestId: call.requestId, endpoint: call.endpoint, err: fault }, 'a handler threw')
  if (call.res.headersSent) call.res.destroy()
  else writeProblem(call, problem('gateway_error', 'The gateway failed to serve this request; the operator can find the cause by its ID.'))
}

/** A complete answer with its length. `headers` are flat name, value pairs. */
export function writeWhole(call: HttpCall, status: number, headers: string[], body: WireBytes | string): void {
  const { res } = call
  if (res.destroyed) return
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength
  if (status !== 204) headers.push('content-length', String(length))
  addCommonHeaders(call, headers)
  const linger = bodyIsUnread(call)
  if (linger || call.wire.draining || call.closeAfter) headers.push('connection', 'close')
  res.writeHead(status, headers)
  // In one piece with the head.
  if (!linger && typeof body !== 'string' && length <= byteTextMax) return void res.end(byteTextOf(body), 'latin1')
  const whole = typeof body === 'string' ? body : bufferOf(body)
  if (linger) closeAfterUpload(call, whole)
  else res.end(whole)
}

export function addCommonHeaders(call: HttpCall, headers: string[]): void {
  headers.push('x-request-id', call.requestId)
  // Anthropic's SDKs look for it under its own name.
  if (call.dialect === 'anthropic-messages') headers.push('request-id', call.requestId)
  // Only browsers say where a page comes from, and only they read these: half a kilobyte that no SDK needs.
  if (call.crossOrigin && call.req.headers.origin !== undefined) headers.push(...corsHeaders)
}

function writeStream(call: HttpCall, reply: Extract<Reply, { kind: 'stream' }>): void {
  const { res, wire } = call
  if (res.destroyed) return startInVain(call, reply)
  const headers = ['content-type', 'text/event-stream; charset=utf-8', 'cache-control', 'no-store', 'x-accel-buffering', 'no']
  headers.push(...flat(reply.headers))
  addCommonHeaders(call, headers)
  if (wire.draining) headers.push('connection', 'close')
  try {
    res.writeHead(200, headers)
  } catch (fault) {
    startInVain(call, reply)
    throw fault
  }
  const stream = new HttpClientStream(call)
  reply.start(stream)
  if (!stream.started) res.flushHeaders()
}

/** Nobody is there, or its head cannot be sent: the answer begins all the same, so that it notices and ends its hold. */
function startInVain(call: HttpCall, reply: Extract<Reply, { kind: 'stream' }>): void {
  const stream = new HttpClientStream(call)
  reply.start(stream)
  stream.destroy()
}

/** True when a body is still on its way and too long, or too unknown, to read away before the next request. */
function bodyIsUnread(call: HttpCall): boolean {
  if (call.req.complete) return false
  const length = call.req.headers['content-length']
  if (length === undefined) return call.req.headers['transfer-encoding'] !== undefined
  return call.awaitsContinue || Number(length) > call.wire.limits.discardBytesMax
}

/**
 * Closing a socket with unread bytes in it resets the connection, and the client then sees a broken pipe instead of the refusal.
 * So: the whole answer goes out, the upload is read away for a moment, then the socket closes.
 */
function closeAfterUpload(call: HttpCall, body: Uint8Array | string): void {
  const { req, res, wire } = call
  if (call.awaitsContinue || wire.lingers >= wire.limits.lingersMax) {
    res.end(body)
    return
  }
  res.write(body)
  wire.lingers += 1
  let over = false
  const close = (): void => {
    if (over) return
    over = true
    wire.lingers -= 1
    clearTimeout(timer)
    res.end()
  }
  const timer = setTimeout(close, wire.limits.lingerMs)
  req.on('end', close).on('close', close).on('error', close)
  req.resume()
}

function flat(headers: ReplyHeaders): string[] {
  const pairs: string[] = []
  for (const name in headers) pairs.push(name, headers[name] as string)
  return pairs
}
