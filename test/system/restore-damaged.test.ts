// A copy that was damaged on its way is refused by `restore`, wherever the damage is.
import assert from 'node:assert/strict'
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { startRouter } from './start-router.ts'

const made = mkdtempSync(join(tmpdir(), 'nexorouter-damaged-'))
after(() => rmSync(made, { recursive: true, force: true }))

test('a backup with a damaged page of usage records is not restored', async () => {
  await using router = await startRouter()
  const answered = await router.chat({ model: 'nexo-demo', messages: [{ role: 'user', content: 'Say hello' }] })
  await answered.body?.cancel()
  await router.usage((records) => records.length === 1)
  const file = join(made, 'copy.db')
  const secret = join(made, 'copy.key')
  assert.equal((await router.cli('backup', file, '--secret-to', secret)).code, 0)
  const db = new DatabaseSync(file, { readOnly: true })
  const root = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'usage_records'").get()
  db.close()
  const at = (Number(root?.['rootpage']) - 1) * 8192
  assert.ok(at > 0 && at < statSync(file).size)
  const broken = openSync(file, 'r+')
  writeSync(broken, Buffer.alloc(8192, 0x5a), 0, 8192, at)
  closeSync(broken)

  const into = join(made, 'restored')
  const restored = await router.cli('restore', file, '--secret-from', secret, '--data', into)
  assert.notEqual(restored.code, 0, restored.stdout)
  assert.deepEqual(existsSync(into) ? readdirSync(into) : [], [])
})
