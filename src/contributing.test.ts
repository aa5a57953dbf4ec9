// What CONTRIBUTING.md shows is true: the record on its page is a whole vendor, and nothing else is needed to bring it up.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from './config.ts'
import type { ProviderRecord } from './providers/provider.ts'
import { providerRegistry } from './providers/registry.ts'

test('the one file of the page brings its vendor up from the environment and from the YAML', async () => {
  const page = readFileSync(new URL('../CONTRIBUTING.md', import.meta.url), 'utf8')
  const example = /```ts\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
  const folder = mkdtempSync(join(tmpdir(), 'nexorouter-vendor-'))
  try {
    const providers = new URL('./providers/', import.meta.url)
    const placed = example.replace(/from '(\.[^']*)'/g, (_, path: string) => `from '${new URL(path, providers).href}'`)
    writeFileSync(join(folder, 'acme.ts'), placed)
    const { acme } = (await import(join(folder, 'acme.ts'))) as { acme: ProviderRecord }
    const registry = [...providerRegistry, acme]
    const loaded = loadConfig({ flags: {}, env: { ACME_API_KEY: 'made-up' }, cwd: folder, registry })
    assert.ok(loaded.ok)
    const [provider] = loaded.value.providers
    assert.deepEqual([provider?.record.baseUrl, provider?.credentials[0]?.secret.reveal()], ['https://api.acme.example/v1', 'made-up'])
    writeFileSync(join(folder, 'nexorouter.yaml'), 'providers: [{ id: acme, api_key: other }]\n')
    const listed = loadConfig({ flags: {}, env: {}, cwd: folder, registry })
    assert.deepEqual(listed.ok && listed.value.providers.map(({ record, credentials }) => [record.id, credentials.length]), [['acme', 1]])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
