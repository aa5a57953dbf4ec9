// Many commands, one transaction, one verdict each: the heart of the writer. Knows no threads and no messages.
import type { DatabaseSync } from 'node:sqlite'
import { besideTheBooks, idempotencyWrites } from '../idempotency.ts'
import type { SettleVerdict } from '../../../ledger/ledger-store.ts'
import { ledgerWrites } from '../ledger.ts'
import { openBooks } from './books.ts'
import { openUsageSums } from './usage-sums.ts'
import { CommitLost, failureOf, isSyncFault, isLocked } from './failures.ts'
import { type Answers, type Command, pushEnding, pushVerdict } from './protocol.ts'
import { type WriterCalls, writerCalls } from './writer-calls.ts'

export interface Committer {
  /** Commits all commands together, or each by itself when that fails. Returns the settlements and records to be tried again. */
  commit(commands: readonly Command[], answers: Answers): Command[]
  /** The belief that turned out wrong; from then on nothing new is admitted. */
  broken(): string | null
}

export function openCommitter(db: DatabaseSync): Committer {
  let epoch = Number(db.prepare('SELECT epoch FROM epochs').get()?.['epoch'])
  let broken: string | null = null
  const books = openBooks(db)
  const sums = openUsageSums(db)
  const ledger = ledgerWrites(db, books, sums, () => epoch)
  const idempotency = idempotencyWrites(db, () => epoch)
  const calls = { ...writerCalls(db, books, { ...ledger, ...idempotency }), ...idempotency }
  const begin = db.prepare('BEGIN IMMEDIATE')
  const end = db.prepare('COMMIT')

  function call(command: Command & { kind: 'call' }): unknown {
    const step = calls[command.name as keyof WriterCalls] as (...args: readonly unknown[]) => unknown
    if (besideTheBooks.has(command.name)) return step(...command.args)
    books.flush()
    books.forget()
    const value = step(...command.args)
    books.flush()
    books.forget()
    if (command.name === 'startEpoch') epoch = value as number
    return value
  }

  function settle({ row, overrunNano, undelivered, idempotent, losses }: Command & { kind: 'settle' }): SettleVerdict {
    const verdict = ledger.settle(row, overrunNano, undelivered, losses)
    if (verdict.ok && idempotent !== null) idempotency.endIdempotent(idempotent)
    return verdict
  }

  function run(command: Command, answers: Answers): void {
    switch (command.kind) {
      case 'reserve':
        return pushVerdict(answers, command.sequence, ledger.reserve(command.ask))
      case 'extend':
        return pushVerdict(answers, command.sequence, ledger.extend(command.id, command.addNano, command.atMs))
      case 'mark':
        return ledger.mark(command.watermark)
      case 'settle':
        return pushVerdict(answers, command.sequence, settle(command))
      case 'record':
        ledger.record(command.row)
        return pushEnding(answers, command.sequence, 'ok', null)
      case 'call':
        return pushEnding(answers, command.sequence, 'ok', call(command))
    }
  }

  function together(commands: readonly Command[], answers: Answers): void {
    const answered = answers.length
    const epochBefore = epoch
    try {
      begin.run()
      for (const command of commands) run(command, answers)
      books.flush()
      sums.flush()
      commitNow()
      books.trim()
    } catch (error) {
      answers.length = answered
      epoch = epochBefore
      books.forget()
      sums.forget()
      if (db.isTransaction) db.exec('ROLLBACK')
      throw error
    }
  }

  function commitNow(): void {
    try {
      end.run()
    } catch (error) {
      if (isSyncFault(error)) throw new CommitLost(`the disk failed to sync a commit: ${(error as Error).message}`)
      throw error
    }
  }

  /** The error, when somebody else holds the lock. */
  function alone(command: Command, answers: Answers, again: Command[]): unknown {
    if (broken !== null && (command.kind === 'reserve' || command.kind === 'extend')) {
      pushEnding(answers, command.sequence, '!unavailable', broken)
      return undefined
    }
    try {
      together([command], answers)
      return undefined
    } catch (error) {
      if (error instanceof CommitLost) throw error
      fail(command, error, answers, again)
      return isLocked(error) ? error : undefined
    }
  }

  function fail(command: Command, error: unknown, answers: Answers, again: Command[]): void {
    const failure = failureOf(error)
    const sentence = error instanceof Error ? error.message : String(error)
    if (failure === 'unavailable' && (command.kind === 'settle' || command.kind === 'record')) return void again.push(command)
    if (failure === 'broken') broken ??= `${command.kind === 'call' ? command.name : command.kind}: ${sentence}`
    if (command.kind !== 'mark') pushEnding(answers, command.sequence, `!${failure}`, sentence)
  }

  return {
    broken: () => broken,
    commit(commands, answers) {
      if (broken === null) {
        try {
          together(commands, answers)
          return []
        } catch (error) {
          if (error instanceof CommitLost) throw error
          // Said again, one by one: the failure belongs to one of them, not to its neighbours.
        }
      }
      const again: Command[] = []
      let locked: unknown
      for (const command of commands) {
        // A lock in somebody else's hand is no command's own failure: every further try would only wait for it once more.
        if (locked === undefined) locked = alone(command, answers, again)
        else fail(command, locked, answers, again)
      }
      return again
    },
  }
}
