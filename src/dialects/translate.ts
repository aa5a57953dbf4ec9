// Joins two halves of the hub: an upstream of one dialect for a client of another. Knows no dialect by name.
import { parseExactJson } from '../base/exact-json.ts'
import { topLevelSpans } from '../base/json-scan.ts'
import { spliceJson } from '../base/json-splice.ts'
import { encodeUtf8 } from '../base/utf8.ts'
import type { CommonEvent } from './common-answer.ts'
import type { CommonRequest } from './common-request.ts'
import type { AnswerFrame, ClientDialect, Counted, EventJoiner, EventWriter, StreamWriter, UpstreamDialect } from './dialect.ts'
import { unwrapCalls } from './custom-calls.ts'

/** Who speaks on each side of one answer. */
export interface Sides {
  readonly upstream: UpstreamDialect
  readonly client: ClientDialect
  /** The request that the answer belongs to; its prompt is not looked at. */
  readonly request: Pick<CommonRequest, 'settings'>
}

/** The chunks of an upstream stream as a client of another dialect reads them. */
export function translateStream({ upstream, client, request }: Sides, frame: AnswerFrame): StreamWriter {
  const read = upstream.openCommonEvents()
  const customOnly = unwrapCalls(request)
  const writer = client.openWriter(frame)
  const add = (texts: readonly string[], out: Uint8Array[]): void => {
    for (const text of texts) out.push(client.frameEvent(text))
  }
  return {
    take(chunk, out) {
      for (const event of read(chunk.data)) for (const one of customOnly(event)) add(writer.write(one), out)
    },
    stop: (by, open, out) => add(writer.stop(by, open), out),
    end(counted, out) {
      add(writer.end(counted), out)
      if (client.streamEnd !== null) out.push(client.streamEnd)
    },
    fail: (cause, out) => add(writer.fail(cause), out),
  }
}

/** A whole answer of an upstream (its parsed body) as a client of another dialect reads it. */
export function translateWhole(sides: Sides, answer: Record<string, unknown>, frame: AnswerFrame, counted: Counted): Uint8Array {
  const { upstream, client, request } = sides
  const read = upstream.openCommonEvents()
  const customOnly = unwrapCalls(request)
  const writer = client.openWriter(frame)
  const joined = client.joinEvents()
  const events = upstream.cutIntoEvents(answer).flatMap((data) => [...read(data)])
  for (const event of events.flatMap((one): readonly CommonEvent[] => customOnly(one))) addTo(joined, writer.write(event))
  addTo(joined, writer.end(counted))
  const body = encodeUtf8(JSON.stringify(joined.completion()))
  // The cost is written from integers; parsed and printed again it would have gone through a float.
  const usage = client.writeUsage(counted.usage, counted.cost())
  return spliceJson(body, topLevelSpans(body) ?? [], new Map([[client.usageMember, usage]]))
}

function addTo(joined: EventJoiner, texts: ReturnType<EventWriter['write']>): void {
  for (const text of texts) joined.add(parseExactJson(text))
}
