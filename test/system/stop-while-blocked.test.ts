// Stopping a server whose disk takes nothing: it ends, and the next start finds the books whole.
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { databaseFile } from '../../src/storage/sqlite/open.ts'
import { startRouter } from './start-router.ts'
import { patienceMs } from './until.ts'

test('a server that cannot write still ends on SIGTERM, folded refusals or not', async () => {
  await using router = await startRouter()
  const thief = new DatabaseSync(databaseFile(router.folder))
  thief.exec('BEGIN IMMEDIATE')
  try {
    const body = { model: 'nexo-demo', messages: [{ role: 'user', content: 'hello' }] }
    // The first ten are recorded one by one; those after them are folded and wait for the end of their minute.
    for (let sent = 0; sent < 15; sent++) assert.equal((await router.chat(body)).status, 503)
    const ended = await Promise.race([router.kill('SIGTERM').then(() => 'ended'), sleep(patienceMs, 'still running', { ref: false })])
    assert.equal(ended, 'ended', router.log())
  } finally {
    thief.exec('ROLLBACK')
    thief.close()
  }
})
