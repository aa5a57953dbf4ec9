// Stopping with answers in flight that outlast the drain time: each is cut, and each is in the books before the process ends.
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { databaseFile } from '../../src/storage/sqlite/open.ts'
import { startFaultProvider } from '../faults/fault-provider.ts'
import { acmeYaml, startRouter } from './start-router.ts'

test('requests that are cut at the end of the drain time are settled before the process ends', async () => {
  const upstream = await startFaultProvider()
  upstream.script('silent', { then: { kind: 'hang_before_headers' } })
  upstream.script('stalls', { then: { kind: 'stall_mid_stream', afterChunks: 2 } })
  await using router = await startRouter({ yaml: acmeYaml(upstream.baseUrl, ['silent', 'stalls'], 'timeouts:\n  drain_ms: 200\n') })
  try {
    const count = 12
    const asked = Array.from({ length: count }, (_, at) =>
      router
        .chat({ model: at % 3 === 0 ? 'stalls' : 'silent', stream: at % 3 !== 1, messages: [{ role: 'user', content: 'hello' }] })
        .then((answer) => answer.text())
        .catch(() => undefined),
    )
    await upstream.arrived(count)
    await router.kill('SIGTERM')
    await Promise.all(asked)
    const db = new DatabaseSync(databaseFile(router.folder), { readOnly: true })
    const open = db.prepare('SELECT count(*) AS count FROM holds').get()?.['count']
    const ended = db.prepare('SELECT status, error_code, count(*) AS count FROM usage_records GROUP BY 1, 2').all()
    db.close()
    const streams = { status: 'gateway', error_code: 'upstream_unavailable', count: count / 3 }
    const expected = [{ status: 'cancelled', error_code: 'client_closed_request', count: (count * 2) / 3 }, streams]
    assert.equal(open, 0, router.log())
    assert.deepEqual(
      ended.map((row) => ({ ...row })),
      expected,
    )
  } finally {
    await upstream.close()
  }
})
