// Look-ups that see what the writer was given before them: whoever has an answer finds its record, its charge and what was kept. Knows no SQL.
import type { ReaderClient } from './reader-client.ts'
import type { WriterClient } from './writer-client.ts'

/** A commit takes milliseconds. A disk that hangs for longer than this must not take the pages along that only read. */
const patienceMs = 5_000

/** Costs nothing while the writer has nothing to do. What the disk refused so far is not waited for: it may take until there is room. */
export function afterWrites(writer: WriterClient, reader: ReaderClient): ReaderClient {
  return {
    ...reader,
    async call(name, ...args) {
      if (writer.unanswered() > writer.waiting()) await caughtUp(writer)
      return reader.call(name, ...args)
    },
  }
}

/** The writer takes everything in order: its answer to this says that all before it is on disk, or was refused. */
function caughtUp(writer: WriterClient): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs)
    const goOn = (): void => {
      clearTimeout(timer)
      resolve()
    }
    writer.call('caughtUp').then(goOn, goOn)
  })
}
