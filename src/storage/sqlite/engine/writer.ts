// Worker thread: owns the only write connection. Drains whatever is queued into one commit and answers once. Knows no rules of money.
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { assert } from '../../../base/assert.ts'
import { type Committer, openCommitter } from './commit.ts'
import { durabilityOf, openForWriting } from './connection.ts'
import { type Answers, type Batch, type Command, type FromWriter, pushEnding, readBatch, type WorkerFolder } from './protocol.ts'

/** Commands in one transaction: 256 stay under 10 ms on a slow core, and larger groups save nothing more. */
const groupMax = 256
/** Between two tries of settlements that the disk refused: soon at first, then once in two seconds. */
const retryMsLeast = 50
const retryMsMost = 2_000

const port = parentPort
assert(port !== null, 'the writer runs as a worker')
const say = (message: FromWriter): void => port.postMessage(message)

function serve(committer: Committer, close: () => void): void {
  const queue: Command[] = []
  let waiting: Command[] = []
  let retryMs = retryMsLeast
  let scheduled = false
  let closing = false

  const schedule = (): void => {
    if (scheduled) return
    scheduled = true
    setImmediate(work)
  }
  const take = (message: Batch | 'close'): void => {
    if (message === 'close') closing = true
    else readBatch(message, queue)
  }

  function work(): void {
    scheduled = false
    for (let more = receiveMessageOnPort(port as never); more !== undefined; more = receiveMessageOnPort(port as never)) take(more.message)
    const group = queue.splice(0, groupMax)
    if (group.length > 0) answer(group)
    if (queue.length > 0) return schedule()
    if (closing) finish()
  }

  function answer(group: readonly Command[]): void {
    const answers: Answers = []
    const again = committer.commit(group, answers)
    if (again.length > 0 && waiting.length === 0) setTimeout(retry, retryMs)
    for (const command of again) waiting.push(command)
    say({ kind: 'answers', answers, waiting: waiting.length, broken: committer.broken() })
  }

  function retry(): void {
    if (closing) return
    const group = waiting
    waiting = []
    // Set before the try: a second refusal schedules the next one with this pause.
    retryMs = Math.min(retryMs * 2, retryMsMost)
    if (group.length > 0) answer(group)
    if (waiting.length === 0) retryMs = retryMsLeast
  }

  /** The last try. What the disk still refuses keeps its hold open; the next start recovers it. */
  function finish(): void {
    const answers: Answers = []
    for (const command of committer.commit(waiting, answers)) pushEnding(answers, command.sequence, '!unavailable', 'the store was closed')
    waiting = []
    say({ kind: 'answers', answers, waiting: 0, broken: committer.broken() })
    close()
    say({ kind: 'closed' })
    ;(port as NonNullable<typeof port>).close()
  }

  ;(port as NonNullable<typeof port>).on('message', (message: Batch | 'close') => {
    take(message)
    schedule()
  })
}

try {
  const db = openForWriting(workerData as WorkerFolder)
  const committer = openCommitter(db)
  serve(committer, () => db.close())
  say({ kind: 'ready', durability: durabilityOf(db) })
} catch (error) {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  say({ kind: 'unusable', name, message })
  port.close()
}
