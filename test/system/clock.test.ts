// A system clock that steps back by an hour under a running server: limits, records, keys and their order do not notice.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { startFaultProvider } from '../faults/fault-provider.ts'
import { acmeYaml, startRouter } from './start-router.ts'

const folder = mkdtempSync(join(tmpdir(), 'nexorouter-clock-'))
after(() => rmSync(folder, { recursive: true, force: true }))

test('records stay in order, a full minute stays full, and keys and commands work after the clock stepped back', async () => {
  const upstream = await startFaultProvider()
  const stepped = join(folder, 'stepped')
  const preload = join(folder, 'step-back.mjs')
  // The server's own Date, one hour back as soon as the file is there.
  writeFileSync(
    preload,
    `import { existsSync } from 'node:fs'
const now = Date.now
Date.now = () => now() - (existsSync(${JSON.stringify(stepped)}) ? 3_600_000 : 0)
`,
  )
  const yaml = acmeYaml(upstream.baseUrl, ['a'])
  try {
    await using router = await startRouter({ yaml, env: { NODE_OPTIONS: `--import ${pathToFileURL(preload).href}` } })
    const { key } = await router.createKey('--name', 'three a minute', '--rpm', '3', '--expires', '1d')
    const ask = { model: 'a', messages: [{ role: 'user', content: 'x' }] }
    const ids: (string | null)[] = []
    const call = async (): Promise<number> => {
      const response = await router.chat(ask, { key })
      ids.push(response.headers.get('x-request-id'))
      await response.text()
      return response.status
    }
    assert.deepEqual([await call(), await call()], [200, 200])
    writeFileSync(stepped, '')
    assert.deepEqual([await call(), await call()], [200, 429])
    const records = await router.usage((all) => all.length === 4)
    assert.deepEqual(
      records.map((one) => one.request_id),
      ids.toReversed(),
    )
    const times = records.map((one) => one.time)
    assert.deepEqual(times, times.toSorted().toReversed())
    assert.ok(records.every((one) => one.latency_ms >= 0 && (one.ttft_ms ?? 0) >= 0))
    assert.equal((await router.json<{ result: string }>('credit', 'add', '--usd', '1')).result, 'credited')
    assert.match((await router.json<{ setup_url: string }>('setup-link')).setup_url, /\/setup#/)

    // A start with the clock still back: the epoch and the books go on.
    assert.equal(await router.kill('SIGKILL'), null)
    await router.start()
    const fresh = await router.createKey('--name', 'made an hour ago', '--expires', '1d')
    assert.equal((await router.chat(ask, fresh)).status, 200)
    assert.equal((await router.usage((all) => all.length === 5)).length, 5)
  } finally {
    await upstream.close()
  }
})
