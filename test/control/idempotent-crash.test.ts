// kill -9 between a write of the control API and the keeping of its answer, under an Idempotency-Key: the write happens once.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { scratchFolder } from '../../src/storage/cases/scratch.ts'

const script = new URL('create-key-until-killed.ts', import.meta.url).pathname

async function run(folder: string, token: string, when: string): Promise<{ signal: string | null; lines: string[] }> {
  const child = spawn(process.execPath, [script, folder, token, when], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (bytes) => (said += String(bytes)))
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  return { signal, lines: said.trim().split('\n') }
}

for (const [when, code, keys] of [
  ['before the write', '"key":"sk-', 2],
  ['after the write', 'idempotency_not_kept', 2],
] as const) {
  test(`killed ${when}: the same request sent again leaves one key`, async () => {
    const folder = scratchFolder()
    const first = await run(folder, '', when)
    assert.equal(first.signal, 'SIGKILL')
    const [token = ''] = first.lines
    const again = await run(folder, token, 'never')
    assert.equal(again.signal, null)
    const [answer = '', count] = again.lines
    assert.ok(answer.includes(code), answer)
    // The first run of a server makes one key by itself.
    assert.equal(Number(count), keys)
  })
}
