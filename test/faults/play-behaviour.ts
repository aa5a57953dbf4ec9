// Plays one behaviour on one connection. Knows nothing of scripts, logs or of which call gets which behaviour.
import { gzipSync } from 'node:zlib'
import type { AnswerBehaviour, Behaviour } from './behaviours.ts'
import { bufferedBody, chunkBytes, eventPayloads, eventText, headText, type AskedFor } from './wire-answer.ts'

/** The way to one client. `send` and `pause` reject with `Left` once it is gone. */
export interface Wire {
  send(bytes: Buffer | string): Promise<void>
  pause(ms: number): Promise<void>
  /** Never resolves; rejects when the client leaves. */
  untilLeft(): Promise<never>
  reset(): void
  stopListening(): void
  readonly authorization: string
}

export class Left extends Error {}

/** What becomes of the connection. */
export type After = 'keep' | 'end'

const plain: AnswerBehaviour = { kind: 'answer', text: 'one two three four five six' }
const sse = { 'content-type': 'text/event-stream; charset=utf-8' }
const json = { 'content-type': 'application/json' }
const chunksUsual = 2
/** Long enough that what was sent before has been read. */
const settleMs = 20
const eventsPerWrite = 500

export async function play(behaviour: Behaviour, asked: AskedFor, wire: Wire): Promise<After> {
  switch (behaviour.kind) {
    case 'answer':
      return playAnswer(behaviour, asked, wire)
    case 'raw':
      await wire.send(Buffer.from(behaviour.bytes, 'latin1'))
      if (behaviour.then === 'reset') wire.reset()
      return behaviour.then === 'keep' ? 'keep' : 'end'
    case 'status': {
      const body = behaviour.body ?? { error: { message: `Scripted ${behaviour.code}.`, type: 'server_error', param: null, code: null } }
      return whole(wire, behaviour.code, { ...json, ...behaviour.headers }, typeof body === 'string' ? body : JSON.stringify(body))
    }
    case 'refuse':
      wire.stopListening()
      wire.reset()
      return 'end'
    case 'reset_before_headers':
      wire.reset()
      return 'end'
    case 'hang_before_headers':
      return wire.untilLeft()
    case 'html':
      return whole(wire, 200, { 'content-type': 'text/html' }, '<!doctype html><title>Scripted</title><p>Not an answer.</p>')
    case 'empty':
      return whole(wire, 200, asked.stream ? sse : json, '')
    case 'broken_json':
      return asked.stream
        ? whole(wire, 200, sse, 'data: {"id":"chatcmpl-fault","choices":[{"ind\n\ndata: [DONE]\n\n')
        : whole(wire, 200, json, '{"id":"chatcmpl-fault","choices":[{"ind')
    case 'wrong_content_type':
      return playAnswer({ ...plain, contentType: 'text/plain' }, asked, wire)
    case 'redirect':
      return whole(wire, 302, { location: behaviour.location ?? 'http://169.254.169.254/latest/meta-data/' }, '')
    case 'key_echoed': {
      const message = `Incorrect API key provided: ${wire.authorization.replace(/^Bearer /, '')}.`
      return whole(
        wire,
        behaviour.code,
        json,
        JSON.stringify({ error: { message, type: 'invalid_request_error', code: 'invalid_api_key' } }),
      )
    }
    case 'gzip_bomb':
      return whole(wire, 200, { ...(asked.stream ? sse : json), 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(behaviour.bytes, 0x20)))
    case 'drip':
      return drip(behaviour.intervalMs, asked, wire)
    default:
      return playStream(behaviour, asked, wire)
  }
}

type StreamFault = Extract<
  Behaviour,
  { kind: 'reset_mid_body' | 'stall_mid_stream' | 'cut' | 'error_mid_stream' | 'big_event' | 'endless' | 'tiny_events' }
>

/** The faults inside a body. A buffered call gets the first part of its JSON instead of the first events. */
async function playStream(fault: StreamFault, asked: AskedFor, wire: Wire): Promise<After> {
  await wire.send(headText(200, asked.stream ? sse : json, null))
  const payloads = eventPayloads(plain, asked)
  const count = 1 + ('afterChunks' in fault ? (fault.afterChunks ?? chunksUsual) : chunksUsual)
  const first = asked.stream
    ? payloads
        .slice(0, count)
        .map((payload) => eventText(payload, plain))
        .join('')
    : bufferedBody(plain, asked).slice(0, 60)
  const delta = (text: string): string => eventText((payloads[1] as string).replace('"one "', JSON.stringify(text)), plain)
  await wire.send(chunkBytes(first))
  switch (fault.kind) {
    case 'reset_mid_body':
      // The reader gets the first part before the reset.
      await wire.pause(settleMs)
      wire.reset()
      return 'end'
    case 'stall_mid_stream':
      return wire.untilLeft()
    case 'cut': {
      if (fault.where === 'mid_event') await wire.send(chunkBytes(delta('half an event').slice(0, -20)))
      if (fault.where === 'mid_utf8')
        await wire.send(chunkBytes(Buffer.from('data: {"choices":[{"index":0,"delta":{"content":"€').subarray(0, -1)))
      return end(wire)
    }
    case 'error_mid_stream':
      await wire.send(chunkBytes(eventText('{"error":{"message":"Scripted failure.","type":"server_error","code":"server_error"}}', plain)))
      await wire.send(chunkBytes(eventText('[DONE]', plain)))
      return end(wire)
    case 'big_event':
      await wire.send(chunkBytes(delta('x'.repeat(fault.bytes))))
      break
    case 'tiny_events': {
      for (let sent = 0; sent < fault.count; sent += eventsPerWrite) {
        await wire.send(chunkBytes(delta('x').repeat(Math.min(eventsPerWrite, fault.count - sent))))
      }
      break
    }
    case 'endless': {
      const block = chunkBytes(asked.stream ? delta('x'.repeat(16_000)) : 'x'.repeat(65_536))
      for (;;) await wire.send(block)
    }
  }
  if (asked.stream) for (const payload of payloads.slice(count)) await wire.send(chunkBytes(eventText(payload, plain)))
  return end(wire)
}

async function playAnswer(answer: AnswerBehaviour, asked: AskedFor, wire: Wire): Promise<After> {
  for (const status of answer.before ?? []) {
    await wire.send(`HTTP/1.1 ${status} ${status === 100 ? 'Continue' : 'Early Hints\r\nlink: </style.css>; rel=preload'}\r\n\r\n`)
  }
  if (answer.delayMs) await wire.pause(answer.delayMs)
  const streamed = answer.form === 'stream' || (asked.stream && answer.form !== 'json')
  const type = answer.contentType ? { 'content-type': answer.contentType } : streamed ? sse : json
  const headers = { ...type, ...answer.headers, ...(answer.gzip ? { 'content-encoding': 'gzip' } : {}) }
  const events = streamed ? eventPayloads(answer, asked).map((payload) => eventText(payload, answer)) : [bufferedBody(answer, asked)]
  if (answer.gzip) await whole(wire, 200, headers, gzipSync(events.join('')))
  else if (!streamed) await whole(wire, 200, headers, events.join(''))
  else {
    await wire.send(headText(200, headers, null))
    for (const [at, event] of events.entries()) {
      if (at > 0 && answer.chunkDelayMs) await wire.pause(answer.chunkDelayMs)
      await wire.send(chunkBytes(event))
    }
    await end(wire)
  }
  if (answer.bytesAfter !== undefined) {
    await wire.pause(settleMs)
    await wire.send(Buffer.from(answer.bytesAfter, 'latin1'))
  }
  return 'keep'
}

async function drip(intervalMs: number, asked: AskedFor, wire: Wire): Promise<After> {
  const body = asked.stream
    ? eventPayloads(plain, asked)
        .map((payload) => eventText(payload, plain))
        .join('')
    : bufferedBody(plain, asked)
  await wire.send(headText(200, asked.stream ? sse : json, Buffer.byteLength(body)))
  for (const byte of Buffer.from(body)) {
    await wire.send(Buffer.of(byte))
    await wire.pause(intervalMs)
  }
  return 'keep'
}

async function whole(wire: Wire, status: number, headers: Readonly<Record<string, string>>, body: string | Buffer): Promise<After> {
  const bytes = Buffer.from(body as string)
  await wire.send(Buffer.concat([Buffer.from(headText(status, headers, bytes.length)), bytes]))
  return 'keep'
}

async function end(wire: Wire): Promise<After> {
  await wire.send(chunkBytes(''))
  return 'keep'
}
