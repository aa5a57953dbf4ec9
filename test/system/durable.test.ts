// The hold is on the disk before the first byte goes upstream: shown by the system calls of a live server, in their order.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startFaultProvider } from '../faults/fault-provider.ts'
import { acmeYaml, startRouter } from './start-router.ts'

test('the sync of a hold comes before the request goes upstream', async () => {
  const upstream = await startFaultProvider()
  const router = await startRouter({ yaml: acmeYaml(upstream.baseUrl, ['a']) })
  const folder = mkdtempSync(join(tmpdir(), 'nexorouter-trace-'))
  const trace = join(folder, 'trace.txt')
  const strace = spawn(
    'strace',
    ['-f', '-y', '-s', '64', '-e', 'trace=fsync,fdatasync,write,writev,sendto,sendmsg', '-o', trace, '-p', String(router.process().pid)],
    { stdio: 'ignore' },
  )
  try {
    const body = { model: 'a', messages: [{ role: 'user', content: 'hello' }] }
    for (let tries = 0; tries < 100 && !readOr(trace).includes('write'); tries++) {
      await router.chat(body)
      await sleep(50)
    }
    const marker = readOr(trace).length
    assert.ok(marker > 0, 'strace is attached (Debian package strace)')
    await sleep(300)
    const from = readOr(trace).length
    assert.equal((await router.chat(body)).status, 200)
    await sleep(300)
    const lines = readOr(trace).slice(from).split('\n')
    const sent = lines.findIndex((line) => line.includes('POST /v1/chat/completions'))
    const synced = lines.findIndex((line) => /\b(fsync|fdatasync)\(.*\.db-wal/.test(line))
    assert.ok(sent !== -1, `the upstream request is in the trace:\n${lines.join('\n')}`)
    assert.ok(synced !== -1 && synced < sent, `a sync of the write-ahead log stands before it:\n${lines.join('\n')}`)
  } finally {
    strace.kill('SIGINT')
    await router[Symbol.asyncDispose]()
    await upstream.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
