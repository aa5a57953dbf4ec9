// One answer to a client out of the streams of several upstreams, each going on where the one before broke off. Knows no dialect by name.
import type { CommonEvent } from './common-answer.ts'
import type { CommonRequest } from './common-request.ts'
import { unwrapCalls } from './custom-calls.ts'
import type { AnswerFrame, ClientDialect, StreamWriter, UpstreamDialect } from './dialect.ts'

export interface ContinuableStream extends StreamWriter {
  /** The text so far, when another upstream can go on behind it; null: nothing yet, or more than text (a call of a tool, a refusal). */
  soFar(): string | null
  /** What follows comes from this upstream. `repeated`: white space at the end of the text that it was not given, and may write again. */
  continueFrom(upstream: UpstreamDialect, repeated: string): void
}

/** Who speaks on each side, and the request that the answer belongs to. */
export interface ContinuableSides {
  readonly upstream: UpstreamDialect
  readonly client: ClientDialect
  readonly request: Pick<CommonRequest, 'settings'>
}

type PartEvent = Extract<CommonEvent, { part: number }>

/** What the client has been told of its one choice. */
interface Told {
  text: string
  onlyText: boolean
  /** Number of the text part that is open; null: none is. */
  openText: number | null
  parts: number
}

export function continuableStream({ upstream, client, request }: ContinuableSides, frame: AnswerFrame): ContinuableStream {
  let read = upstream.openCommonEvents()
  const unwrap = unwrapCalls(request)
  const writer = client.openWriter(frame)
  const told: Told = { text: '', onlyText: true, openText: null, parts: 0 }
  let next: Joint | null = null
  const add = (texts: readonly string[], out: Uint8Array[]): void => {
    for (const text of texts) out.push(client.frameEvent(text))
  }
  return {
    take(chunk, out) {
      for (const event of read(chunk.data)) {
        for (const one of unwrap(event)) {
          const joined = next === null ? one : next.join(one)
          if (joined === null) continue
          note(told, joined)
          add(writer.write(joined), out)
        }
      }
    },
    soFar: () => (told.onlyText && told.text !== '' ? told.text : null),
    continueFrom(other, repeated) {
      read = other.openCommonEvents()
      next = openJoint(told, repeated)
    },
    stop: (by, open, out) => add(writer.stop(by, open), out),
    end(counted, out) {
      add(writer.end(counted), out)
      if (client.streamEnd !== null) out.push(client.streamEnd)
    },
    fail: (cause, out) => add(writer.fail(cause), out),
  }
}

function note(told: Told, event: CommonEvent): void {
  switch (event.kind) {
    case 'open':
      told.parts = Math.max(told.parts, event.part + 1)
      if (event.what === 'text') told.openText = event.part
      // Reasoning came before the text and is over; a call or a refusal cannot be gone on with.
      else if (event.what !== 'reasoning' && event.what !== 'redacted') told.onlyText = false
      return
    case 'more':
      if (event.part === told.openText) told.text += event.text
      return
    case 'close':
      if (event.part === told.openText) told.openText = null
      return
    case 'finish':
      told.onlyText = false
      return
    default:
  }
}

interface Joint {
  /** The event as the client is told of it; null: not at all. */
  join(event: CommonEvent): CommonEvent | null
}

/** Numbers the parts of the next upstream behind those that the client has, and joins its first text to the one that is open. */
function openJoint(told: Told, repeated: string): Joint {
  const numbers = new Map<number, number>()
  let overlap = repeated
  const numbered = <Event extends PartEvent>(event: Event): Event => ({ ...event, part: numbers.get(event.part) ?? event.part })
  return {
    join(event) {
      if (event.kind === 'begin') return null
      if (event.kind === 'open') {
        const joins = event.what === 'text' && told.openText !== null && ![...numbers.values()].includes(told.openText)
        numbers.set(event.part, joins ? (told.openText as number) : told.parts)
        return joins ? null : numbered(event)
      }
      if (event.kind !== 'more') return 'part' in event ? numbered(event) : event
      const cut = overlap !== '' && event.text.startsWith(overlap) ? overlap.length : 0
      overlap = ''
      return cut === event.text.length ? null : numbered({ ...event, text: event.text.slice(cut) })
    },
  }
}

/** The request with the answer so far as the beginning of the model's own turn, and the white space at its end, which vendors refuse there. */
export function continuedRequest(request: CommonRequest, text: string): { readonly request: CommonRequest; readonly repeated: string } {
  const kept = text.trimEnd()
  const turn = { role: 'assistant', parts: [{ kind: 'text', text: kept }] } as const
  return { request: { ...request, messages: [...request.messages, turn] }, repeated: text.slice(kept.length) }
}
