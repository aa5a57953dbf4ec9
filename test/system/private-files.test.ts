// What other users of the machine can read, plant or break: files of the data folder, the folder of a restore. Real processes, real modes.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { serveFolder } from './serve-folder.ts'
import { runCli } from './start-router.ts'

const root = mkdtempSync(join(tmpdir(), 'nexorouter-private-'))
after(() => rmSync(root, { recursive: true, force: true }))

test('in an open folder, under an open umask, with links laid out, secrets go into private files and nowhere else', async () => {
  const folder = join(root, 'open', 'data')
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o777)
  const mine = join(root, 'mine')
  for (const name of ['first-run.json', 'first-run.json.new', 'local-control.json', 'local-control.json.new']) {
    writeFileSync(`${mine}-${name}`, 'mine', { mode: 0o644 })
    symlinkSync(`${mine}-${name}`, join(folder, name))
  }
  const umask = process.umask(0)
  const starting = serveFolder(folder)
  process.umask(umask)
  await using server = await starting
  assert.equal(server.child.exitCode, null)
  for (const name of readdirSync(root).filter((each) => each.startsWith('mine-')))
    assert.equal(readFileSync(join(root, name), 'utf8'), 'mine')
  for (const name of readdirSync(folder)) {
    const stat = lstatSync(join(folder, name))
    assert.ok(stat.isFile() || stat.isSocket(), `${name} is a link`)
    assert.equal(stat.mode & 0o077, 0, `${name} is open to others: ${(stat.mode & 0o777).toString(8)}`)
  }
  assert.match(readFileSync(join(folder, 'first-run.json'), 'utf8'), /"api_key": "sk-nxr-/)
})

async function backedUp(name: string): Promise<{ file: string; secret: string }> {
  const [folder, file, secret] = ['data', 'copy.db', 'copy.key'].map((each) => join(root, name, each)) as [string, string, string]
  const env = { NEXOROUTER_DATA_DIR: folder }
  for (const args of [
    ['init', '--yes', '--json'],
    ['backup', file, '--secret-to', secret],
  ]) {
    const done = await runCli(args, env)
    assert.equal(done.code, 0, done.stderr)
  }
  return { file, secret }
}

test('a restored database is private, whatever the mode of the backup and of the folder', async () => {
  const { file, secret } = await backedUp('wide')
  const into = join(root, 'wide', 'into')
  mkdirSync(into, { mode: 0o755 })
  chmodSync(file, 0o644)
  const restored = await runCli(['restore', file, '--secret-from', secret, '--data', into], {})
  assert.equal(restored.code, 0, restored.stderr)
  for (const name of readdirSync(into)) assert.equal(statSync(join(into, name)).mode & 0o077, 0, name)
})

test('a restore into a folder that somebody else begins to use fails and leaves their data alone', async () => {
  const { file, secret } = await backedUp('race')
  const into = join(root, 'race', 'into')
  // A pipe holds the restore where it has found the folder empty and has written nothing yet.
  const held = join(root, 'race', 'held.key')
  execFileSync('mkfifo', [held])
  const restoring = runCli(['restore', file, '--secret-from', held, '--data', into], {})
  const pipe = await open(held, 'w')
  const made = await runCli(['init', '--yes', '--json'], { NEXOROUTER_DATA_DIR: into })
  assert.equal(made.code, 0, made.stderr)
  await pipe.write(readFileSync(secret))
  await pipe.close()
  assert.notEqual((await restoring).code, 0)
  const listed = await runCli(['keys', 'list', '--json'], { NEXOROUTER_DATA_DIR: into })
  assert.equal(listed.code, 0, listed.stderr)
})
