// Live tail: usage records as server-sent events while they are written. Knows no sockets.
import type { AccountId } from '../../contract/ids.ts'
import { usageJson } from '../../contract/usage.ts'
import type { MemberOf } from '../../ledger/usage-filter.ts'
import type { UsageFilter } from '../../ledger/usage-store.ts'
import type { ControlDeps } from '../control-deps.ts'
import { type BodyStream, type ControlCall, type Outcome, refusal, streamed } from '../endpoint.ts'
import { noSlot } from '../stream-slots.ts'
import { filterQuery, readFilter } from './read-filter.ts'
import type { FeedNews, Watch } from './usage-feed.ts'

export const tailQuery = filterQuery

/** A tail ends then, and the browser's EventSource comes back: so it ends with its credential. */
const tailMsMax = 10 * 60_000
/** Silence after which a comment keeps proxies from closing the connection. */
const heartbeatMs = 15_000
/** How soon a tail sees that the server stops. */
const tickMs = 500

export async function tailUsage({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const filter = readFilter(query)
  if (!filter.ok) return refusal(filter.problem)
  const release = deps.usageStreams.tails.take(principal.accountId)
  if (release === undefined) return refusal(noSlot('live tails'))
  try {
    const memberOf = await membersOfKeys(principal.accountId, filter.value, deps)
    return streamed(tailOf(deps.usageStreams.feed.watch(principal.accountId, filter.value, memberOf), deps, release))
  } catch (fault) {
    release()
    throw fault
  }
}

/** As the keys are given out when the tail begins; the browser begins another one some minutes later. */
async function membersOfKeys(account: AccountId, { memberId }: UsageFilter, { store }: Pick<ControlDeps, 'store'>): Promise<MemberOf> {
  if (memberId === undefined) return () => null
  const members = new Map((await store.listKeys(account)).map((key) => [key.id, key.memberId]))
  return (key) => members.get(key) ?? null
}

function tailOf(watch: Watch, { clock, draining }: Pick<ControlDeps, 'clock' | 'draining'>, release: () => void): BodyStream {
  const endsAt = clock.elapsed() + tailMsMax
  let spokeAt = Number.NEGATIVE_INFINITY
  let closed = false
  return {
    contentType: 'text/event-stream; charset=utf-8',
    async next() {
      // The first piece tells the page that it is connected, before anything happens.
      if (spokeAt === Number.NEGATIVE_INFINITY) {
        spokeAt = clock.elapsed()
        return 'retry: 1000\nevent: ready\ndata: {}\n\n'
      }
      while (!closed && !draining() && clock.elapsed() < endsAt) {
        const text = eventsOf(await watch.next(tickMs))
        if (text === '' && clock.elapsed() - spokeAt < heartbeatMs) continue
        spokeAt = clock.elapsed()
        return text === '' ? ': keep-alive\n\n' : text
      }
      return null
    },
    close() {
      closed = true
      watch.close()
      release()
    },
  }
}

function eventsOf({ records, missed }: FeedNews): string {
  const events = records.map((record) => `event: usage\nid: ${record.requestId}\ndata: ${JSON.stringify(usageJson(record))}\n\n`)
  if (missed > 0) events.push(`event: gap\ndata: {"missed":${missed}}\n\n`)
  return events.join('')
}
