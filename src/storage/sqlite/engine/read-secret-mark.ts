// What a database file says of the secret that it was written with, beside a running server or without one. Reads only; knows no cipher.
import type { SecretMark } from '../../../keys/keyring-store.ts'
import { keyringReads } from '../keyring.ts'
import { openForReading } from './reading-connection.ts'

/** Throws what SQLite says of a file that is none, or of one that is older than its keyring. */
export function readSecretMark(file: string): SecretMark {
  const db = openForReading(file)
  try {
    const marks = db.prepare("SELECT hash FROM management_keys WHERE account_id = '' AND id LIKE 'secret-check-%'").all()
    return { keyring: keyringReads(db).getKeyring(), hashes: new Set(marks.map((row) => row['hash'] as string)) }
  } finally {
    db.close()
  }
}
