// PORT: the audit log, append-only. Knows no driver.
import type { AccountId } from '../contract/ids.ts'
import type { AuditDraft, AuditEntry } from './audit.ts'

export interface AuditFilter {
  readonly action?: string
  readonly actor?: string
  readonly target?: string
  readonly fromMs?: number
  readonly untilMs?: number
}

export interface AuditReport {
  readonly entries: number
  /** The hash of the newest entry: whoever keeps it can tell later whether the log up to here is still the same. */
  readonly head: string
  /** The first entry that does not follow from the one before; null when all do. */
  readonly firstBreak: number | null
}

export interface AuditLogStore {
  appendAudit(draft: AuditDraft): Promise<void>
  /** Newest first, before the entry `before`; of one account, or of all with null. */
  listAudit(account: AccountId | null, filter: AuditFilter, limit: number, before: number | null): Promise<readonly AuditEntry[]>
  /** Recomputes every hash. */
  verifyAudit(): Promise<AuditReport>
}
