// Says in the log when the disk begins to refuse writes and when it takes them again. Decides nothing: the store itself admits no more meanwhile.
import type { Log } from './gateway/deps.ts'
import type { SqliteStore } from './storage/sqlite/open.ts'

/** For /readyz and `healthcheck`, too. */
export const diskRefuses = 'The disk takes no writes: it is full or failing.'

const lookEveryMs = 1_000

/** Gives the way to end it. */
export function watchDisk(store: Pick<SqliteStore, 'load'>, folder: string, log: Log): () => Promise<void> {
  let refusing = false
  const timer = setInterval(() => {
    const { retrying } = store.load()
    if (retrying > 0 === refusing) return
    refusing = retrying > 0
    if (refusing) log.error({ data: folder, retrying }, 'the disk takes no writes: nothing is admitted until it does; free some space')
    else log.warn({ data: folder }, 'the disk takes writes again: requests are admitted')
  }, lookEveryMs)
  timer.unref()
  return async () => clearInterval(timer)
}
