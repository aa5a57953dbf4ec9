// The writer behind a port: owns the only write connection, drains whatever is queued into one commit and answers once. Knows no rules of
// money, and not whose thread it runs on.
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { type Committer, openCommitter } from './commit.ts'
import { durabilityOf, openForWriting } from './connection.ts'
import { type Answers, type Batch, type Command, type FromWriter, pushEnding, readBatch, type WorkerFolder } from './protocol.ts'

/** Commands in one transaction: 256 stay under 10 ms on a slow core, and larger groups save nothing more. */
const groupMax = 256
/** Between two tries of settlements that the disk refused: soon at first, then once in two seconds. */
const retryMsLeast = 50
const retryMsMost = 2_000

/** Opens the file and says `ready` or why not. `die` ends the thread, or what stands for one: what was being committed may or may not be on disk. */
export function serveWriter(port: MessagePort, where: WorkerFolder, die: (error: unknown) => void): void {
  try {
    const db = openForWriting(where)
    serve(port, { committer: openCommitter(db), close: () => db.close(), die })
    port.postMessage({ kind: 'ready', durability: durabilityOf(db) } satisfies FromWriter)
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    port.postMessage({ kind: 'unusable', name, message } satisfies FromWriter)
    port.close()
  }
}

interface Serving {
  readonly committer: Committer
  readonly close: () => void
  readonly die: (error: unknown) => void
}

function serve(port: MessagePort, { committer, close, die }: Serving): void {
  const say = (message: FromWriter): void => port.postMessage(message)
  const queue: Command[] = []
  let waiting: Command[] = []
  let retryMs = retryMsLeast
  let scheduled = false
  let closing = false

  const orDie = <Given extends readonly unknown[]>(step: (...given: Given) => void, ...given: Given): void => {
    try {
      step(...given)
    } catch (error) {
      die(error)
    }
  }
  const schedule = (): void => {
    if (scheduled) return
    scheduled = true
    setImmediate(orDie, work)
  }
  const take = (message: Batch | 'close'): void => {
    if (message === 'close') closing = true
    else readBatch(message, queue)
  }

  function work(): void {
    scheduled = false
    for (let more = receiveMessageOnPort(port); more !== undefined; more = receiveMessageOnPort(port)) take(more.message)
    const group = queue.splice(0, groupMax)
    if (group.length > 0) answer(group)
    if (queue.length > 0) return schedule()
    if (closing) finish()
  }

  function answer(group: readonly Command[]): void {
    const answers: Answers = []
    const again = committer.commit(group, answers)
    if (again.length > 0 && waiting.length === 0) setTimeout(orDie, retryMs, retry)
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
    port.close()
  }

  const received = (message: Batch | 'close'): void => {
    take(message)
    schedule()
  }
  port.on('message', (message: Batch | 'close') => orDie(received, message))
}
