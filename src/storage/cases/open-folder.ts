// A process of its own that opens a data folder and says how that went; started by tests. With `stay` it keeps the folder.
import { openSqliteStore } from '../sqlite/open.ts'

const [, , folder = '', stay] = process.argv
try {
  const store = await openSqliteStore({ folder, oneThread: true })
  process.stdout.write('open\n')
  if (stay === undefined) await store.close()
} catch (error) {
  process.stdout.write(`${String(error)}\n`)
}
