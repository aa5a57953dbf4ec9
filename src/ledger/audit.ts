// PORT: proof that the books are what was written into them. Says what is wrong and where; never repairs. Knows no driver.
import type { Anchor } from './chain.ts'

/** Something that does not follow from the entries. */
export interface BookFinding {
  /** `chain`: entries or their usage records were changed; M1 to M3 as in ledger-store.ts; `spend`: of a key; `usage`: cost without charge. */
  readonly check: 'chain' | 'M1' | 'M2' | 'M3' | 'spend' | 'usage' | 'anchor'
  /** The entry where it was found; null where no single entry is to blame. */
  readonly sequence: number | null
  /** An account, a key, a request or an entry. */
  readonly subject: string
  readonly says: string
}

/** One slice of the continuous check. */
export interface AuditStep {
  /** The last entry that was replayed. */
  readonly head: Anchor
  /** Entries behind it that wait for the next slice; 0: all was compared at one instant. */
  readonly behind: number
  /** All findings of this run, the first first. */
  readonly findings: readonly BookFinding[]
}

export interface AuditStore {
  /**
   * Replays some more entries; at the newest one it compares what they moved with the balances and holds of the same instant.
   * `anew` begins with the first entry again. After a finding the store admits nothing more.
   */
  auditStep(entriesMax: number, anew: boolean): Promise<AuditStep>
}
