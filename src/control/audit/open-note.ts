// The note that a changing request carries for the audit log: who, what, where from; the action fills in the rest. Knows no storage.
import type { AuditDraft, AuditFields, AuditNote } from '../../access/audit.ts'
import { formatUsd } from '../../contract/money.ts'
import type { Endpoint, Principal } from '../endpoint.ts'
import { operationName } from '../operation-name.ts'

export interface NotedCall {
  readonly principal: Principal
  readonly input: unknown
  readonly id: string
  readonly atMs: number
  readonly address: string | null
  readonly requestId: string
}

export function openNote(row: Endpoint, call: NotedCall): AuditNote {
  const { principal, input, id, atMs, address, requestId } = call
  const accountId = principal.accountId === '' ? null : principal.accountId
  const after = recorded(row, input)
  const draft = { atMs, actor: principal.actor, action: operationName(row), accountId, target: id === '' ? null : id, before: null, after }
  return { draft: { ...draft, address, requestId }, written: false }
}

/** More of what an action knows. To be said before its first write, which takes the draft along. */
export function note(to: AuditNote, more: Partial<Pick<AuditDraft, 'actor' | 'accountId' | 'target' | 'before' | 'after'>>): void {
  to.draft = { ...to.draft, ...more }
}

/** What somebody proved who they are with. */
export type Proof = 'password' | 'totp' | 'recovery_code' | 'passkey' | 'oidc'

/** The last one said counts: a factor is asked for behind the password. */
export function noteProof(to: AuditNote, proof: Proof): void {
  note(to, { after: { ...to.draft.after, proof } })
}

/** The fields of the input that the row names: an allow-list, because a body may carry secrets. */
function recorded({ records = [] }: Endpoint, input: unknown): AuditFields | null {
  const given = Object.entries(input as object).filter(([name]) => records.includes(name))
  // An amount in an input is nano-dollars.
  const plain = given.map(([name, value]) => [name, typeof value === 'bigint' ? formatUsd(value) : (value as unknown)] as const)
  return plain.length === 0 ? null : Object.fromEntries(plain)
}
