// A disk whose sync fails: nobody knows whether that commit is there, so the process ends, says why, and the next start finds out.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { AccountJson } from '../../src/contract/control-api.ts'
import { startFaultProvider } from '../faults/fault-provider.ts'
import { acmeYaml, startRouter } from './start-router.ts'

const ask = { model: 'a', messages: [{ role: 'user', content: 'x' }], max_tokens: 100 }

test('after a failed sync nothing more is answered from memory: the process ends, and the next start has every request once', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'nexorouter-sync-'))
  const shim = join(scratch, 'failing-sync.so')
  const trigger = join(scratch, 'the-disk-fails')
  execFileSync('gcc', ['-shared', '-fPIC', '-o', shim, new URL('../faults/failing-sync.c', import.meta.url).pathname, '-ldl'])
  const upstream = await startFaultProvider()
  const router = await startRouter({ yaml: acmeYaml(upstream.baseUrl, ['a']), env: { LD_PRELOAD: shim, FAILING_SYNC: trigger } })
  try {
    const first = await router.chat(ask)
    assert.equal(first.status, 200)
    await router.usage((records) => records.length === 1)

    upstream.hold()
    const running = router.chat(ask).catch(() => undefined)
    await upstream.arrived(2)
    const ended = once(router.process(), 'exit')
    writeFileSync(trigger, '')
    const refused = await router.chat(ask).catch(() => undefined)
    assert.ok(refused === undefined || refused.status === 503, 'a hold that is not durable is not granted')
    const [code] = (await ended) as [number | null]
    assert.notEqual(code, 0)
    assert.match(router.log(), /failed to sync/)
    await running
    assert.equal(upstream.calls.length, 2, 'nothing went upstream without a durable hold')

    rmSync(trigger)
    upstream.release()
    await router.start()
    const records = await router.usage()
    assert.equal(new Set(records.map((one) => one.request_id)).size, records.length)
    assert.equal(records.filter((one) => one.status === 'success').length, 1)
    assert.equal((await router.json<AccountJson[]>('credit', 'show'))[0]?.held_usd, '0')
    assert.equal((await router.chat(ask)).status, 200)
    assert.equal(await router.kill('SIGTERM'), 0)
    assert.equal((await router.cli('ledger', 'verify')).code, 0)
  } finally {
    await router[Symbol.asyncDispose]()
    await upstream.close()
    rmSync(scratch, { recursive: true, force: true })
  }
})
