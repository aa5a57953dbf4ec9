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

/** One step of the continuous check. */
export interface AuditStep {
  /** The last entry whose hash was followed. */
  readonly head: Anchor
  /** Entries behind it that wait for a next step. */
  readonly behind: number
  /** Entries that are in no sum yet; 0: balances, holds and spend were compared with all entries of one instant. */
  readonly unsummed: number
  /** All findings of this run, the first first. */
  readonly findings: readonly BookFinding[]
}

export interface AuditStore {
  /**
   * Sums the entries that came and compares with the balances and holds of the same instant; follows the chain over up to `entriesMax`.
   * `anew` begins with the first entry again. After a finding the store admits nothing more.
   */
  auditStep(entriesMax: number, anew: boolean): Promise<AuditStep>
}
