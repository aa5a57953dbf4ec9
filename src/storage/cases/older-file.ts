// A data file as an earlier release wrote it, made from one of this release. Knows the tables only by their names.
import { renameSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { migrate } from '../sqlite/engine/schema.ts'

/** Puts the file in place with the tables of `version` and as much of its rows as those can hold. The file must not be open. */
export function makeOlder(file: string, version: number): void {
  const older = new DatabaseSync(`${file}.older`)
  migrate(older, version)
  older.prepare('ATTACH ? AS now').run(file)
  for (const { name } of older.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'").all()) {
    const table = name as string
    const columns = older.prepare('SELECT name FROM pragma_table_info(?)').all(table)
    const list = columns.map((column) => column['name'] as string).join(', ')
    older.exec(`INSERT OR IGNORE INTO main.${table} (${list}) SELECT ${list} FROM now.${table}`)
  }
  older.exec('UPDATE main.epochs SET epoch = (SELECT epoch FROM now.epochs)')
  older.close()
  for (const ending of ['', '-wal', '-shm']) rmSync(`${file}${ending}`, { force: true })
  renameSync(`${file}.older`, file)
}
