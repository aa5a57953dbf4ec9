// What the control API says about the books: how far they were checked, and what did not hold. Knows no storage and no HTTP.

export interface LedgerJson {
  /** The last entry that was replayed. */
  readonly entries: number
  /** Entries behind it that wait for the check. */
  readonly behind: number
  /** `sequence:hash` of that entry; kept elsewhere, it shows later whether the chain is still the same. */
  readonly anchor: string
  /** 0, or how many things do not follow from the entries. */
  readonly unreconciled: number
  readonly findings: readonly {
    readonly check: string
    readonly sequence: number | null
    readonly subject: string
    readonly says: string
  }[]
}
