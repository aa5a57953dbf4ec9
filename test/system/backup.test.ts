// A backup made on the command line and the folder restored from it, of a running server and of a stopped one. Real processes, real folders.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { KeyJson } from '../../src/contract/control-api.ts'
import type { UsageJson } from '../../src/contract/usage.ts'
import { serveFolder } from './serve-folder.ts'
import { startRouter } from './start-router.ts'

const root = mkdtempSync(join(tmpdir(), 'nexorouter-backup-'))
after(() => rmSync(root, { recursive: true, force: true }))

const hello = { model: 'nexo-demo', messages: [{ role: 'user', content: 'Say hello' }] }

for (const [state, running] of [
  ['running', true],
  ['stopped', false],
] as const) {
  test(`backup of a ${state} server and restore: keys, credit and usage are back, in a new epoch, with the same secret`, async () => {
    await using router = await startRouter()
    const { key } = await router.createKey('--name', 'kept', '--budget-usd', '1')
    await (await router.chat(hello, { key })).text()
    await router.usage((records) => records.length === 1)
    const epochBefore = await epochOf(router)
    if (!running) await router.kill('SIGTERM')
    const [file, secret] = [join(root, `${state}.db`), join(root, `${state}.key`)]
    const made = await router.cli('backup', file, '--secret-to', secret, '--json')
    assert.equal(made.code, 0, made.stderr)
    for (const path of [file, secret]) assert.equal(statSync(path).mode & 0o777, 0o600)
    const text = readFileSync(secret, 'utf8').trim()
    assert.ok(!readFileSync(file).includes(text), 'the secret is not in the data')
    assert.equal((await router.cli('backup', file)).code, 4)

    const into = join(root, `restored-${state}`)
    const restored = await router.cli('restore', file, '--secret-from', secret, '--data', into, '--json')
    assert.equal(restored.code, 0, restored.stderr)
    const report = JSON.parse(restored.stdout) as { epoch: number; accounts: number }
    assert.equal(report.accounts, 1)
    assert.ok(report.epoch > epochBefore, `${report.epoch} > ${epochBefore}`)
    assert.equal((await router.cli('restore', file, '--secret-from', secret, '--data', into)).code, 4)

    await using second = await serveFolder(into)
    assert.equal((await second.chat(key)).status, 200)
    const kept = await router.cli('keys', 'list', '--json', '--data', into)
    assert.deepEqual((JSON.parse(kept.stdout) as KeyJson[]).map(({ name }) => name).sort(), ['First key', 'kept'])
    const usage = await router.cli('usage', 'list', '--json', '--data', into)
    assert.equal((JSON.parse(usage.stdout) as UsageJson[]).length, 2)
  })
}

async function epochOf(router: { readonly baseUrl: string; readonly managementKey: string }): Promise<number> {
  const url = new URL('/control/v1/status', router.baseUrl)
  const answer = await fetch(url, { headers: { authorization: `Bearer ${router.managementKey}` } })
  return ((await answer.json()) as { epoch: number }).epoch
}
