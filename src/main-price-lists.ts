// Reads public price lists on a thread of their own: five megabytes of JSON would stop every stream for most of a second. Knows no store.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { threadFile } from './base/thread-file.ts'
import type { ListToMatch, MatchedList } from './catalog/price-sources/match-list.ts'

/** One thread for one list: somebody imports once a month, so nothing is kept waiting for the next. */
export async function matchPriceList(list: ListToMatch): Promise<MatchedList | string> {
  const thread = new Worker(threadFile('price-list-thread', import.meta.url), { workerData: list })
  const [matched] = (await once(thread, 'message')) as [MatchedList | string]
  return matched
}
