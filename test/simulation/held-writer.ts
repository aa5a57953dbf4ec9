// The main thread's end of the writer, with every message held back until the simulation lets it pass. Knows no SQL.
import { StoreUnavailable } from '../../src/ledger/store-unavailable.ts'
import type { Committer } from '../../src/storage/sqlite/engine/commit.ts'
import { answerLength, type Answers, type Batch, type Command, pushCall, readBatch } from '../../src/storage/sqlite/engine/protocol.ts'
import type { WriterClient } from '../../src/storage/sqlite/engine/writer-client.ts'

export interface Writer {
  readonly client: WriterClient
  readonly queue: Command[]
  /** Settlements and records that the disk refused. */
  readonly retry: Command[]
  answered(answers: Answers): void
  undelivered(): number
  deliver(atMost: number): void
  answerEarly(committer: Committer): void
}

/** The main thread's end of the writer, with every message held back until the simulation lets it pass. */
export function openWriter(): Writer {
  const queue: Command[] = []
  const retry: Command[] = []
  const pending = new Map<number, { settled: (ending: string, values: readonly unknown[]) => void; failed: (error: Error) => void }>()
  const waiting: unknown[][] = []
  let sequence = 0

  const say = (write: (to: Batch) => void): void => {
    const batch: Batch = []
    write(batch)
    readBatch(batch, queue)
  }
  const ask: WriterClient['ask'] = (write, read) =>
    new Promise((resolve, reject) => {
      sequence += 1
      say((to) => write(to, sequence))
      pending.set(sequence, { settled: (ending, values) => resolve(read(ending, values, 0)), failed: reject })
    })
  const client = {
    durability: { synchronous: 'full', journalMode: 'wal', sqliteVersion: '' } as const,
    ask,
    // Patience is a matter of time, not of order: here a command waits until the simulation commits it anyway.
    askPatiently: ask,
    tell: say,
    call: ((name: string, ...args: readonly unknown[]) =>
      ask(
        (to, number) => pushCall(to, number, name, args),
        (_ending, values, at) => values[at],
      )) as WriterClient['call'],
    unanswered: () => pending.size,
    waiting: () => retry.length,
    failure: () => null,
    stop: () => {},
    close: async () => {},
  }

  function take([number, ending, ...values]: unknown[]): void {
    const waiter = pending.get(number as number)
    pending.delete(number as number)
    const text = ending as string
    if (text === '!unavailable') waiter?.failed(new StoreUnavailable(String(values[0])))
    else if (text === '!broken') waiter?.failed(new BrokenBelief(String(values[0])))
    else if (text.startsWith('!')) waiter?.failed(new Error(String(values[0])))
    else waiter?.settled(text, values)
  }

  return {
    client,
    queue,
    retry,
    answered(answers) {
      for (let at = 0; at < answers.length; at += answerLength) waiting.push(answers.slice(at, at + answerLength))
    },
    undelivered: () => waiting.length,
    deliver(atMost) {
      for (const answer of waiting.splice(0, atMost)) take(answer)
    },
    answerEarly(_committer) {
      // The fault: whatever waits for its commit is told that all is well.
      for (const command of queue)
        if (command.kind === 'settle' && pending.has(command.sequence)) take([command.sequence, 'ok', null, null])
    },
  }
}

/** What the commit layer did not foresee: never a verdict that a model would expect. */
class BrokenBelief extends Error {}
