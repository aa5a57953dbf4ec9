// A buffered call on slices: the stream that its client would have got, metered and ended like one, joined into one answer. Knows no sockets.
import { parseExactJson } from '../base/exact-json.ts'
import type { Problem } from '../contract/problems.ts'
import type { ClientStream, Reply, ReplyHeaders } from './call.ts'
import { moneyHeaders } from './money-headers.ts'
import type { StreamEnds } from './running-relay.ts'
import type { Bill } from './settle.ts'
import type { Story } from './story.ts'
import { splitWhole } from './stream-source.ts'

/**
 * The whole answer with finish reason, usage, cost and, where the funds ended it, `nexorouter.stopped_by`; or the problem that broke it off.
 * `relay` starts the stream with the ends it is given.
 */
export function gatherAnswer(
  story: Story,
  headers: ReplyHeaders,
  ends: StreamEnds & { readonly undelivered: Extract<Reply, { kind: 'json' }>['undelivered'] },
  relay: (ends: StreamEnds) => Extract<Reply, { kind: 'stream' }>,
): Promise<Reply> {
  return new Promise((resolve) => {
    const parts: Uint8Array[] = []
    let bill: Bill | undefined
    let broken: Problem | undefined
    const sink: ClientStream = {
      write(bytes) {
        parts.push(bytes)
        return true
      },
      onDrain() {},
      end() {
        if (broken !== undefined) return resolve({ kind: 'problem', problem: broken, headers })
        const body = joined(Buffer.concat(parts), story)
        const given = bill === undefined ? headers : { ...headers, ...moneyHeaders(story, bill) }
        story.call.keeper?.whole(body, given)
        resolve({ kind: 'json', body, headers: given, ...(ends.undelivered && { undelivered: ends.undelivered }) })
      },
      destroy() {},
    }
    const stream = relay({
      ...ends,
      leave(abandoned) {
        ends.leave(abandoned)
        // Answered long ago, unless the client left.
        resolve({ kind: 'gone' })
      },
      whole: { billed: (counted) => void (bill = counted), failed: (cause) => void (broken = cause) },
    })
    stream.start(sink)
  })
}

/** Events of the caller's own dialect, which we wrote ourselves -> one completion of it. */
function joined(events: Buffer, { client }: Story): Buffer {
  const joiner = client.joinEvents()
  for (const event of splitWhole(events, client.openStream())) {
    if (event.kind === 'chunk') joiner.add(parseExactJson(Buffer.from(event.data).toString('utf8')))
  }
  return Buffer.from(JSON.stringify(joiner.completion()))
}
