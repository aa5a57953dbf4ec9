// Opens a connection that only reads. Apart from the writer's, so that a thread of readers does not load every migration.
import { DatabaseSync } from 'node:sqlite'

export function openForReading(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 2_000 })
  db.exec('PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA query_only = ON')
  return db
}
