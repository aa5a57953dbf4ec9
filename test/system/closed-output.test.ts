// A server whose output nobody reads any more goes on serving. A real process.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { serveFolder } from './serve-folder.ts'

test('a reader of the log that leaves takes no server with it', async () => {
  const root = mkdtempSync(join(tmpdir(), 'nexorouter-closed-'))
  try {
    await using server = await serveFolder(join(root, 'data'))
    server.child.stdout?.destroy()
    server.child.stderr?.destroy()
    const ended = Promise.withResolvers<number | null>()
    server.child.once('exit', (code) => ended.resolve(code))
    assert.equal((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status, 200)
    // The stop is written to the log first, and only then done.
    server.child.kill('SIGTERM')
    assert.equal(await ended.promise, 0)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})
