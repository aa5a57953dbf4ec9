// Whether every page of a database file can be read and fits the others. Knows nothing of what is in it.
import { DatabaseSync } from 'node:sqlite'

/** Throws with the first thing that is wrong. */
export function requireSound(file: string): void {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    const result = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {})[0]
    if (result !== 'ok') throw new Error(`the copy is not sound: ${String(result)}`)
  } finally {
    db.close()
  }
}
