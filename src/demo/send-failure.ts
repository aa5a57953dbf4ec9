// Fails in the way a failing model promises. Knows nothing of why, and writes no answers of its own.
import type { ServerResponse } from 'node:http'
import type { DemoFailure } from './demo-models.ts'
import type { DemoRefusal } from './ask.ts'
import { sendEvents, sendJson, type Pace } from './send-answer.ts'
import type { DemoWire } from './wire.ts'

/** What a 429 asks a client to wait, in seconds. */
const retryAfterSeconds = '2'

/** A half answer for the models that break off: the events of a stream, or the text of a buffered body. */
export interface BrokenAnswer {
  readonly stream: boolean
  readonly events: readonly string[]
  readonly body: string
  readonly pace: Pace
  readonly wire: DemoWire
}

/** Answers, breaks off or stays silent. A silent one ends when the client leaves or the server closes. */
export async function sendFailure(response: ServerResponse, failure: DemoFailure, broken: BrokenAnswer): Promise<void> {
  switch (failure.kind) {
    case 'status': {
      const headers = failure.status === 429 ? { 'retry-after': retryAfterSeconds } : {}
      return sendJson(
        response,
        failure.status,
        broken.wire.refusal({ ...failure, message: `${failure.message} (simulated)`, param: null }),
        headers,
      )
    }
    case 'timeout':
      return
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      response.end('<!doctype html><title>Simulated</title><p>A page where an answer was expected.</p>\n')
      return
    case 'empty':
      response.writeHead(200, { 'content-type': broken.stream ? 'text/event-stream; charset=utf-8' : 'application/json' })
      response.end()
      return
    case 'truncate':
      if (broken.stream) return sendEvents(response, broken.events, broken.pace, '')
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(broken.body) })
      response.write(broken.body.slice(0, broken.body.length >> 1), () => response.destroy())
      return
    case 'midstream': {
      if (!broken.stream) return sendJson(response, 500, broken.wire.refusal(brokeDown))
      const { events, wire, pace } = broken
      return sendEvents(response, [...events, wire.broken(brokeDown, events.length)], pace, '')
    }
  }
}

const brokeDown: DemoRefusal = {
  status: 500,
  type: 'server_error',
  code: 'server_error',
  message: 'The model broke down. (simulated)',
  param: null,
}
