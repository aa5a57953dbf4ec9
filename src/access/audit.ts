// What the audit log says of one action, and the hash that joins it to the entry before. Pure; knows no storage and no endpoints.
import { sha256Hex } from '../base/hash.ts'
import type { AccountId } from '../contract/ids.ts'

/** Fields of an object before or after, as JSON text knows them. Never a secret. */
export type AuditFields = Readonly<Record<string, unknown>>

export interface AuditDraft {
  readonly atMs: number
  /** `user:<id>`, `management_key:<id>`, `local`, or `nobody` for what a link or a password did. */
  readonly actor: string
  /** The name of the operation: `keys.create`. */
  readonly action: string
  /** Null for what concerns the server as a whole. */
  readonly accountId: AccountId | null
  /** The ID of what was changed. */
  readonly target: string | null
  readonly before: AuditFields | null
  readonly after: AuditFields | null
  readonly address: string | null
  readonly requestId: string
}

export interface AuditEntry extends AuditDraft {
  /** From 1, without gaps. */
  readonly sequence: number
  /** Lower-case hex, over this entry and the hash before it. */
  readonly hash: string
}

/** A request under an Idempotency-Key, as its store knows it. */
export interface DoneRequest {
  readonly id: string
  readonly requestId: string
}

/** What an action fills in on its way; the first write of the store carries it into the same transaction. */
export interface AuditNote {
  draft: AuditDraft
  /** True once an entry is stored. */
  written: boolean
  /** The request under an Idempotency-Key that the write belongs to: that it was done is stored with the write, before any answer. */
  done?: DoneRequest
}

/** What stands before the first entry. */
export const auditStart = '0'.repeat(64)

/** SHA-256 over a JSON array of strings and nulls that begins with the hash before it. */
export function auditHash(previous: string, entry: Omit<AuditEntry, 'hash'>): string {
  const { sequence, atMs, actor, action, accountId, target, before, after, address, requestId } = entry
  const text = [
    previous,
    `${sequence}`,
    `${atMs}`,
    actor,
    action,
    accountId,
    target,
    fieldsText(before),
    fieldsText(after),
    address,
    requestId,
  ]
  return sha256Hex(JSON.stringify(text))
}

/** As it rests, and as it is hashed. */
export function fieldsText(fields: AuditFields | null): string | null {
  return fields === null ? null : JSON.stringify(fields)
}
