// A first start that a crash or a full disk cuts off: the next start makes up for it.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { handClock } from '../../src/base/clock.ts'
import { createFirstAccount } from '../../src/control/accounts/create-first-account.ts'
import { defaultControlSettings } from '../../src/control/control-deps.ts'
import { StoreUnavailable } from '../../src/ledger/store-unavailable.ts'
import { openMemoryStore } from '../../src/storage/memory/open.ts'
import { openSqliteStore } from '../../src/storage/sqlite/open.ts'
import { asId, type AccountId } from '../../src/contract/ids.ts'
import type { Key } from '../../src/keys/key.ts'
import { runCli } from './start-router.ts'

const made = mkdtempSync(join(tmpdir(), 'nexorouter-cut-'))
after(() => rmSync(made, { recursive: true, force: true }))

const deps = {
  clock: handClock(),
  hashSecret: (secret: string) => `hash of ${secret}`,
  sealSecret: null,
  publicUrl: 'http://localhost:3001',
  settings: defaultControlSettings,
}

test('a first run that the store refuses is made whole by the next start, secrets and credit included', async () => {
  const store = openMemoryStore()
  const cut = { ...store, foundAccount: () => Promise.reject(new StoreUnavailable('the disk is full')) }
  await assert.rejects(createFirstAccount({ ...deps, store: cut }), StoreUnavailable)
  const first = await createFirstAccount({ ...deps, store })
  assert.ok(first !== undefined, 'the secrets are made and shown')
  assert.equal((await store.getBalance(first.accountId))?.balanceNano, 5_000_000_000n)
  assert.equal((await store.listAccounts()).length, 1)
})

test('secrets that cannot be written down are not made', async () => {
  const store = openMemoryStore()
  const cannot = (): void => {
    throw new Error('no space left on device')
  }
  await assert.rejects(createFirstAccount({ ...deps, store }, cannot), /no space/)
  assert.equal((await store.listAccounts()).length, 0)
})

test('what a folder begins with is stored whole or not at all', async () => {
  const store = await openSqliteStore({ folder: join(made, 'founding') })
  try {
    const twice = await createFirstAccount({ ...deps, store })
    assert.ok(twice !== undefined)
    const key = {
      id: 'mgmt_1',
      accountId: 'acct_2',
      name: 'm',
      lastFour: '0000',
      scope: 'operator',
      expiresAtMs: null,
      createdAtMs: 1,
    } as const
    const founding = {
      account: { id: asId<AccountId>('acct_2'), name: 'Second', atMs: 1 },
      credit: {
        accountId: asId<AccountId>('acct_2'),
        kind: 'demo_credit',
        reference: 'r',
        amountNano: 1n,
        note: '',
        actor: 'test',
        atMs: 1,
      },
      key: (await store.listKeys(twice.accountId))[0] as Key,
      keyHash: 'another',
      sealedSecret: null,
      managementKey: { ...key, accountId: asId<AccountId>('acct_2') },
      managementKeyHash: 'h',
      setupLink: { accountId: asId<AccountId>('acct_2'), expiresAtMs: 1 },
      setupLinkHash: 'l',
    } as const
    await assert.rejects(store.foundAccount(founding), 'its key exists already')
    assert.equal((await store.listAccounts()).length, 1)
    assert.deepEqual(await store.verify(), [])
  } finally {
    await store.close()
  }
})

test('a secret key whose writing was cut off does not keep an empty folder from being set up', async () => {
  const folder = join(made, 'data')
  const module = new URL('../../src/config-secret-key.ts', import.meta.url).pathname
  // No file may have a byte: the process is killed between making the file and writing it.
  const script = `mkdir -p ${folder}; ulimit -f 0; exec ${process.execPath} -e "import('${module}').then((m) => m.writeSecretKeyFile('${folder}/secret.key', 'x'.repeat(44)))"`
  const cut = spawnSync('bash', ['-c', script])
  assert.ok(cut.status !== 0, 'the writing was cut off')
  const init = await runCli(['init', '--yes', '--json'], { NEXOROUTER_DATA_DIR: folder })
  assert.equal(init.code, 0, init.stderr)
  assert.ok(existsSync(join(folder, 'secret.key')))
})
