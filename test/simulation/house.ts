// A store in its machine, as the simulation drives it: what is asked waits until it is committed, answers wait until they are delivered.
import type { Ask } from './asks.ts'
import type { Books } from './books.ts'
import type { CrashAgain, CrashAt, Trouble } from './steps.ts'

/** What became of a command: carried out, refused because the disk is full, or kept by the store for another try. */
export type Outcome = 'done' | 'unavailable' | 'again'

export interface House {
  /** Asks in order. The promise fulfils at delivery; it never does when a crash comes first. */
  ask(ask: Ask): Promise<string> | undefined
  /** Commands that wait for a commit. */
  queued(): number
  /** Commits the oldest commands in one group; says what became of each. */
  commit(atMost: number): Promise<readonly Outcome[]>
  /** Tries again what the disk refused, in its order. */
  retry(): Promise<readonly Outcome[]>
  /** From now on every page of the disk is taken, or somebody else holds the write lock; or all is well again. */
  trouble(what: Trouble): void
  /** Answers that wait for their delivery. */
  undelivered(): number
  deliver(atMost: number): void
  /** Moves what the write-ahead log holds into the main file. */
  checkpoint(): void
  /** Power off and on again: only what a sync has kept is there. `group` commands were in the commit that it hit, if any. */
  crash(crash: { readonly at: CrashAt; readonly group: number; readonly cut: number }): Promise<void>
  /** Begins to recover and loses its power on the way. */
  breakRecovery(nowMs: number, when: Exclude<CrashAgain, 'no'>): Promise<void>
  /** The recovery that precedes listening; the report as text: settled, voided, charged. */
  recover(nowMs: number): Promise<string>
  books(): Promise<Books>
  /** Broken invariants that the store itself finds. */
  verify(): Promise<readonly string[]>
  /** The usage record as the product reads it back: cost and error code. */
  usage(account: string, id: string): Promise<readonly [bigint, string | null] | undefined>
  close(): void
}

export type OpenHouse = () => House
