// The commands that messages name are pasted into a shell as they stand, and do what was said.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { runCli } from './start-router.ts'

const root = mkdtempSync(join(tmpdir(), 'nexorouter-pasted-'))
after(() => rmSync(root, { recursive: true, force: true }))

test('the command that init prints starts the server of the folder that was prepared, with the settings that were given', async () => {
  const folder = join(root, "it's here")
  const made = await runCli(['init', '--yes', '--data', folder, '--port', '0'], {}, root)
  assert.equal(made.code, 0, made.stderr)
  const command = /^Start it with: (.+)$/m.exec(made.stdout)?.[1]
  assert.ok(command, made.stdout)
  const server = spawn('sh', ['-c', `exec ${command}`], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    let said = ''
    for await (const chunk of server.stdout) {
      said += String(chunk)
      if (said.includes('stop with Ctrl-C')) break
    }
    const url = /listens on (\S+)/.exec(said)?.[1] ?? ''
    assert.equal((await fetch(new URL('/healthz', url))).status, 200)
    assert.doesNotMatch(said, /First start/, 'it is the folder that was prepared')
  } finally {
    server.kill('SIGTERM')
    if (server.exitCode === null) await once(server, 'exit')
  }
})

test('a folder that is set up already says with which command to make a key there', async () => {
  const folder = join(root, 'twice')
  assert.equal((await runCli(['init', '--yes', '--data', folder], {}, root)).code, 0)
  const again = await runCli(['init', '--yes', '--data', folder], {}, root)
  assert.match(
    again.stderr,
    new RegExp(`nexorouter\\.js keys create --name mine --data ${folder}, a new link: .* setup-link --data ${folder}`),
  )
})

test('a wrong word is answered with the help of the command that was meant', async () => {
  for (const [words, help] of [
    [['keys', 'create'], 'nexorouter keys create --help lists what it takes'],
    [['usage', 'list', '--since', 'yesterday'], 'nexorouter usage list --help lists what it takes'],
    [['keys', 'make'], 'nexorouter keys --help lists the commands'],
    [['kyes'], 'nexorouter --help lists the commands'],
  ] as const) {
    const { code, stderr } = await runCli(words, {}, root)
    assert.equal(code, 2)
    assert.ok(stderr.includes(`(${help})`), stderr)
  }
})
