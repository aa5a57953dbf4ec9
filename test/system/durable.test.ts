// The hold is on the disk before the first byte goes upstream: shown by the system calls of a live server, in their order.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startFaultProvider } from '../faults/fault-provider.ts'
import { acmeYaml, startRouter } from './start-router.ts'
import { until } from './until.ts'

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
    const linesFrom = (from: number): string[] => readOr(trace).slice(from).split('\n')
    const sentIn = (lines: string[]): number => lines.findIndex((line) => line.includes('POST /v1/chat/completions'))
    const syncedIn = (lines: string[]): number => lines.findIndex((line) => /\b(fsync|fdatasync)\(.*\.db-wal/.test(line))
    const ask = async (content: string): Promise<number> =>
      (await router.chat({ model: 'a', messages: [{ role: 'user', content }] })).status
    const attached = await until(async () => (await ask('is anybody looking?')) === 200 && sentIn(linesFrom(0)) !== -1, Boolean, 50)
    assert.ok(attached, 'strace is attached (Debian package strace)')
    // A last one before: when its settlement is synced and nothing more comes, the trace is at rest.
    await ask('the last before')
    let length = -1
    await until(
      () => readOr(trace).length,
      (now) => {
        const rests = now === length
        length = now
        return rests
      },
      500,
    )
    const from = readOr(trace).length
    assert.equal(await ask('hello'), 200)
    const lines = await until(
      () => linesFrom(from),
      (some) => sentIn(some) !== -1 && some.at(-1) === '',
    )
    const [sent, synced] = [sentIn(lines), syncedIn(lines)]
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
