// Changes the server's secret: everything sealed is sealed anew in one transaction, and the new secret is on disk before it. Knows no command.
//
// Killed anywhere, nothing is lost: until the commit the old secret opens the data, from then on the new one; both are on disk meanwhile, and
// `openSecretKeys` finds out which of them fits.
import { randomBytes } from 'node:crypto'
import { openBytes, seal } from './base/hash.ts'
import type { AuditNote } from './access/audit.ts'
import { deriveSecretKeys, type SecretKeys, sealKeyring, writeSecretKeyFile } from './config-secret-key.ts'
import type { SealedValue } from './keys/keyring-store.ts'
import type { Store } from './storage/store.ts'

/** What each kind of value is bound to. */
const boundTo: Readonly<Record<SealedValue['kind'], (id: string) => string>> = {
  key: (id) => `keys.secret ${id}`,
  receipt_key: (id) => `receipt_keys.private ${id}`,
  provider_credential: (id) => `provider_credentials.secret ${id}`,
  totp: (id) => `totp_factors.secret ${id}`,
}

export interface Rotated {
  readonly resealed: number
  /** Copies that did not open under the secret before: they stay as they are. */
  readonly unopened: number
}

/** `to` is a file that does not exist yet; it holds the new secret when this returns. */
export async function rotateSecretKey(store: Store, present: SecretKeys, to: string, nowMs: number): Promise<Rotated> {
  const text = randomBytes(32).toString('base64')
  const next = deriveSecretKeys(text)
  const sealed = await store.listSealed()
  const values = sealed.flatMap((value) => {
    const bound = boundTo[value.kind](value.id)
    const plain = openBytes(present.sealing, value.sealed, bound)
    return plain === undefined ? [] : [{ ...value, sealed: new Uint8Array(seal(next.sealing, plain, bound)) }]
  })
  writeSecretKeyFile(to, text)
  const counts = { resealed: values.length, unopened: sealed.length - values.length }
  await store.audited(noteOf(counts, nowMs)).reseal(sealKeyring(next, present), values)
  return counts
}

function noteOf(after: Rotated, atMs: number): AuditNote {
  const nowhere = { accountId: null, target: null, before: null, address: null, requestId: '' }
  return { draft: { atMs, actor: 'local', action: 'secret_key.rotate', after: { ...after }, ...nowhere }, written: false }
}
