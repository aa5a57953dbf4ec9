// Reads one request body, bounded in size, time, rate and share. Knows no JSON: bytes in, bytes or a refusal out.
import { ok, refuse, type Result } from '../base/result.ts'
import { noSeat } from '../base/roster.ts'
import { type Problem, problem } from '../contract/problems.ts'
import type { HttpCall } from './http-call.ts'
import type { Swept } from './sweeper.ts'

/** What a path takes: how many bytes, within how many milliseconds, as JSON or as a form. */
export interface BodyBound {
  readonly bytesMax: number
  readonly ms: number
  readonly multipart: boolean
}

/** The refusals that the head alone decides: media type, encoding, declared length, absence. */
function headRefusal(call: HttpCall, { bytesMax, multipart }: BodyBound): Problem | undefined {
  const type = call.header('content-type')
  if (multipart ? !/^multipart\/form-data\s*;/i.test(type ?? '') : type !== 'application/json' && !isJson(type)) {
    const found = type === undefined ? 'there is no content-type' : `content-type is \`${type.slice(0, 100)}\``
    const wanted = multipart ? 'a form with `content-type: multipart/form-data`' : 'JSON in UTF-8 with `content-type: application/json`'
    return problem('unsupported_media_type', `The body must be ${wanted}; here ${found}.`)
  }
  const encoding = call.header('content-encoding')
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return problem('unsupported_media_type', `Compressed bodies are not taken (content-encoding \`${encoding.slice(0, 100)}\`).`)
  }
  const transfer = call.header('transfer-encoding')
  if (transfer !== undefined && transfer.toLowerCase() !== 'chunked') {
    return problem('unsupported_media_type', `Compressed bodies are not taken (transfer-encoding \`${transfer.slice(0, 100)}\`).`)
  }
  const length = call.header('content-length')
  if (length !== undefined && Number(length) > bytesMax) return tooLarge(bytesMax)
  if ((length === undefined || length === '0') && transfer === undefined) return emptyBody(multipart)
  return undefined
}

/** `application/json` with any parameters, as long as a charset says UTF-8. */
function isJson(type: string | undefined): boolean {
  if (type === undefined) return false
  const [essence, ...parameters] = type.split(';')
  if (essence?.trim().toLowerCase() !== 'application/json') return false
  return parameters.every((parameter) => {
    const [name, value] = parameter.split('=')
    return name?.trim().toLowerCase() !== 'charset' || /^"?utf-?8"?$/i.test(value?.trim() ?? '')
  })
}

function tooLarge(bytesMax: number): Problem {
  return problem('request_too_large', `The body is larger than ${bytesMax} bytes, the limit of this path.`)
}

function emptyBody(multipart: boolean): Problem {
  return problem('invalid_request', `The body is empty; send ${multipart ? 'a form' : 'a JSON object'}.`)
}

function overBudget(): Problem {
  return problem('upstream_unavailable', 'Too many bytes of request bodies are in flight; try again shortly.', {
    class: 'gateway',
    retryAfterMs: 1_000,
  })
}

/** The whole body. Nothing is read before this call, so a refused client's upload is never buffered. */
export function readBody(call: HttpCall, bound: BodyBound): Promise<Result<Buffer, Problem>> | Result<Buffer, Problem> {
  const refusal = headRefusal(call, bound)
  if (refusal !== undefined) return refuse(refusal)
  const whole = call.req.wholeBody?.()
  // Its length was declared, and so it is within the bound.
  if (whole !== undefined) return call.takeBodyBytes(whole.length) ? ok(whole) : refuse(overBudget())
  if (call.awaitsContinue) {
    call.awaitsContinue = false
    call.res.writeContinue()
  }
  return new Promise((resolve) => collect(call, bound, resolve))
}

function collect(call: HttpCall, { bytesMax, ms, multipart }: BodyBound, resolve: (result: Result<Buffer, Problem>) => void): void {
  const { req, wire } = call
  const chunks: Buffer[] = []
  let received = 0
  const startedElapsed = wire.clock.elapsed()

  let over = false
  const finish = (result: Result<Buffer, Problem>): void => {
    if (over) return
    over = true
    wire.sweeper.forget(watch)
    if (!result.ok) {
      req.off('data', onData)
      req.pause()
    }
    resolve(result)
  }
  const onData = (chunk: Buffer): void => {
    received += chunk.length
    if (received > bytesMax) finish(refuse(tooLarge(bytesMax)))
    else if (!call.takeBodyBytes(chunk.length)) finish(refuse(overBudget()))
    else chunks.push(chunk)
  }
  const onEnd = (): void => {
    if (received === 0) finish(refuse(emptyBody(multipart)))
    else finish(ok(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, received)))
  }
  const onClose = (): void => finish(refuse(problem('invalid_request', 'The connection closed before the body was complete.')))
  const watch: Swept = {
    seat: noSeat,
    sweep(nowElapsed) {
      const { bodyGraceMs, bodyBytesPerSecondMin } = wire.limits
      const tookMs = nowElapsed - startedElapsed
      const expected = ((tookMs - bodyGraceMs) / 1_000) * bodyBytesPerSecondMin
      if (tookMs > ms || received < expected) finish(refuse(problem('invalid_request', 'The body arrived too slowly.')))
    },
  }
  wire.sweeper.watch(watch)
  req.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose).resume()
}
