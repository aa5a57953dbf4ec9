// What streams of usage records share: the feed, and how many may be open. Knows no endpoints.
import { createStreamSlots, type StreamSlots } from '../stream-slots.ts'
import { createUsageFeed, type UsageFeed } from './usage-feed.ts'

export interface UsageStreams {
  /** Usage records as the gateway writes them. */
  readonly feed: UsageFeed
  readonly tails: StreamSlots
  readonly exports: StreamSlots
}

/** A live tail holds a connection; an export also keeps the thread busy that reads. */
export function createUsageStreams(): UsageStreams {
  return {
    feed: createUsageFeed(),
    tails: createStreamSlots({ total: 200, perAccount: 20 }),
    exports: createStreamSlots({ total: 8, perAccount: 2 }),
  }
}
