// What rests sealed, in SQLite. Knows no cipher and no threads.
import type { DatabaseSync } from 'node:sqlite'
import type { SealedValue } from '../../keys/keyring-store.ts'

export function keyringWrites(db: DatabaseSync) {
  const keep = db.prepare('INSERT INTO keyring (one, sealed) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET sealed = excluded.sealed')
  const updates: Readonly<Record<SealedValue['kind'], ReturnType<DatabaseSync['prepare']>>> = {
    key: db.prepare('UPDATE keys SET sealed_secret = ? WHERE id = ? AND sealed_secret IS NOT NULL'),
    receipt_key: db.prepare('UPDATE receipt_keys SET sealed_private = ? WHERE id = ?'),
    provider_credential: db.prepare('UPDATE provider_credentials SET sealed = ? WHERE id = ?'),
    totp: db.prepare('UPDATE totp_factors SET sealed_secret = ? WHERE user_id = ?'),
  }
  return {
    reseal(keyring: Uint8Array, values: readonly SealedValue[]): void {
      keep.run(keyring)
      for (const { kind, id, sealed } of values) updates[kind].run(sealed, id)
    },
  }
}

export function keyringReads(db: DatabaseSync) {
  const kept = db.prepare('SELECT sealed FROM keyring WHERE one = 1')
  const all = db.prepare(
    `SELECT 'key' AS kind, id, sealed_secret AS sealed FROM keys WHERE sealed_secret IS NOT NULL
     UNION ALL SELECT 'receipt_key', id, sealed_private FROM receipt_keys
     UNION ALL SELECT 'totp', user_id, sealed_secret FROM totp_factors
     UNION ALL SELECT 'provider_credential', id, sealed FROM provider_credentials`,
  )
  return {
    getKeyring: (): Uint8Array | null => (kept.get()?.['sealed'] as Uint8Array | undefined) ?? null,
    listSealed: (): readonly SealedValue[] =>
      all.all().map((row) => ({ kind: row['kind'] as SealedValue['kind'], id: row['id'] as string, sealed: row['sealed'] as Uint8Array })),
  }
}
