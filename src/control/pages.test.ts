// Every list that can grow is read in pages, and whatever their sizes each row comes once, in the order of the whole list. Both stores.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { asId, type AccountId, type BudgetId, type KeyId, type MemberId, type UserId } from '../contract/ids.ts'
import type { Delivery } from '../ledger/alert-store.ts'
import { keyOf, recordOf } from '../storage/cases/scene.ts'
import { emptyStoreFolder } from '../storage/cases/scratch.ts'
import { openMemoryStore } from '../storage/memory/open.ts'
import { openSqliteStore } from '../storage/sqlite/open.ts'
import type { Store } from '../storage/store.ts'
import { openTestControl } from '../../test/control/open-test-control.ts'
import { endpoints } from './endpoints.ts'

const rows = 7

interface Scene {
  readonly store: Store
  readonly account: AccountId
  readonly owner: UserId
  readonly nowMs: number
}

/** By path: adds one row to the list. All rows are of one instant, where ties would show. */
const growers: Readonly<Record<string, (scene: Scene, index: number) => Promise<unknown>>> = {
  '/keys': ({ store, account }, index) =>
    store.createKey(keyOf({ id: asId<KeyId>(`key_p${index}`), accountId: account }), `key hash ${index}`, null),
  '/management-keys': ({ store, account: accountId, nowMs }, index) => {
    const key = {
      id: `mgmt_p${index}`,
      accountId,
      name: 'x',
      lastFour: 'abcd',
      scope: 'read',
      expiresAtMs: null,
      createdAtMs: nowMs,
    } as const
    return store.createManagementKey(key, `management hash ${index}`)
  },
  '/audit': ({ store, account: accountId, nowMs: atMs }, index) => {
    const empty = { before: null, after: null, address: null, target: null }
    return store.appendAudit({ atMs, actor: 'local', action: 'test', accountId, requestId: `request ${index}`, ...empty })
  },
  '/budgets': ({ store, account: accountId }, index) => {
    const whose = { id: asId<BudgetId>(`budget_p${index}`), accountId, memberId: asId<MemberId>(`m${index}`), model: null }
    return store.setBudget({ ...whose, limitNano: 1n, reset: null })
  },
  '/accounts': ({ store, nowMs }, index) => store.createAccount({ id: asId<AccountId>(`acct_p${9 - index}`), name: 'x', atMs: nowMs }),
  '/entries': ({ store, account: accountId, nowMs: atMs }, index) =>
    store.credit({ accountId, kind: 'manual_credit', reference: `r${index}`, amountNano: 5n, note: '', actor: 'a test', atMs }),
  '/billing/orders': ({ store, account: accountId, nowMs }, index) =>
    store.createOrder({ id: `ord_p${index}`, accountId, amountCents: 500, title: 'x', origin: 'checkout', createdAtMs: nowMs }),
  '/vouchers': ({ store, nowMs }, index) => {
    const terms = { lastFour: 'WXYZ', amountNano: 5n, expiresAtMs: null, redemptionsMax: 1, note: '', createdAtMs: nowMs }
    return store.createVouchers([{ id: `vch_p${index}`, codeHash: `voucher hash ${index}`, ...terms }])
  },
  '/alerts': ({ store, account, nowMs }, index) => store.createAlert(alertOf(`alr_p${index}`, account, nowMs), 100),
  '/alerts/:id/deliveries': async ({ store, account, nowMs }, index) => {
    if (index === 0) await store.createAlert(alertOf('alr_log', account, nowMs), 100)
    await store.addDeliveries([deliveryOf(`dlv_p${index}`, account, nowMs)])
  },
  '/server-alerts': ({ store, nowMs }, index) =>
    store.raiseServerAlert({ kind: 'books_wrong', subject: `s${index}`, says: 'x', atMs: nowMs }, `sal_p${index}`),
  '/usage': async ({ store, account: accountId, nowMs: timeMs }, index) => {
    const keyId = asId<KeyId>('key_used')
    if (index === 0) await store.createKey(keyOf({ id: keyId, accountId }), 'used', null)
    await store.record(recordOf(`p${index}`, 0n, { accountId, keyId, timeMs }))
  },
  '/members': join,
  // More of them: those who joined are members and users.
  '/users': (scene, index) => join(scene, rows + index),
  '/invitations': (scene, index) => invite(scene, index),
  '/sessions': ({ store, account: accountId, owner: userId, nowMs }, index) => {
    const times = { createdAtMs: nowMs, confirmedAtMs: nowMs, expiresAtMs: nowMs + 1e6 }
    return store.openSession({ id: `sess_p${index}`, userId, accountId, ...times, address: null, agent: '' }, `session hash ${index}`)
  },
}

/** Somebody new takes an invitation: one more person, and one more member. */
async function join(scene: Scene, index: number): Promise<void> {
  await invite(scene, index)
  const user = { id: asId<UserId>(`user_p${index}`), email: `p${index}@example.com`, name: 'x', operator: false, disabled: false }
  const session = {
    id: `sess_m${index}`,
    createdAtMs: scene.nowMs,
    confirmedAtMs: 0,
    expiresAtMs: scene.nowMs + 1e6,
    address: null,
    agent: '',
  }
  const arrival = { user: { ...user, createdAtMs: scene.nowMs }, passwordHash: null, session, sessionHash: `member session ${index}` }
  await scene.store.acceptInvitation(`invitation hash ${index}`, scene.nowMs, arrival)
}

function invite({ store, account: accountId, nowMs }: Scene, index: number): Promise<void> {
  const role = (['viewer', 'developer', 'admin'] as const)[index % 3] ?? 'viewer'
  const invitation = { id: `inv_p${index}`, accountId, email: `p${index}@example.com`, role, invitedBy: 'x', createdAtMs: nowMs }
  return store.createInvitation({ ...invitation, expiresAtMs: nowMs + 1e6 }, `invitation hash ${index}`)
}

function alertOf(id: string, accountId: AccountId, createdAtMs: number) {
  return {
    id,
    accountId,
    condition: { kind: 'balance', belowNano: 1n } as const,
    email: null,
    webhookUrl: 'https://example.com/',
    createdAtMs,
  }
}

function deliveryOf(id: string, accountId: AccountId, createdAtMs: number): Delivery {
  const sent = { state: 'failed', attempts: 1, nextAtMs: createdAtMs, lastResult: null } as const
  return { id, alertId: 'alr_log', accountId, channel: 'webhook', target: 'https://example.com/', body: '{}', createdAtMs, ...sent }
}

const lists = endpoints.filter(({ query }) => query?.includes('after') === true).map(({ path }) => path)

test('every list that takes `after` is tried here', () => {
  assert.deepEqual(lists.toSorted(), Object.keys(growers).toSorted())
})

interface ListBody {
  readonly data: readonly object[]
  readonly next: string | null
}

const stores: readonly [string, () => Promise<Store>][] = [
  ['memory', async () => openMemoryStore()],
  ['sqlite', async () => openSqliteStore({ folder: await emptyStoreFolder(), oneThread: true })],
]

for (const [name, open] of stores)
  test(`${name}: pages of any sizes give each row of each list once, in its order`, async () => {
    const store = await open()
    try {
      const { page, setUp, deps, first } = await openTestControl({ store })
      const ask = page(await setUp())
      const owner = (await store.findUserByEmail('owner@example.com'))?.id
      assert.ok(owner)
      const scene = { store, account: first.accountId, owner, nowMs: deps.clock.now() }
      for (const [path, grow] of Object.entries(growers)) {
        for (let index = 0; index < rows; index += 1) await grow(scene, index)
        await readInPages(path, async (query) => {
          const answered = await ask(`${path.replace(':id', 'alr_log')}?${query}`)
          assert.equal(answered.status, 200, answered.text)
          return answered.body as unknown as ListBody
        })
        const lost = await ask(`${path.replace(':id', 'alr_log')}?after=no+place`)
        assert.deepEqual([lost.status, lost.body.error.param], [400, 'after'], path)
      }
    } finally {
      await store.close()
    }
  })

async function readInPages(path: string, read: (query: string) => Promise<ListBody>): Promise<void> {
  const whole = await read('limit=1000')
  assert.equal(whole.next, null)
  assert.ok(whole.data.length >= rows, path)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: rows + 2 }), { minLength: 1, maxLength: 4 }), async (sizes) => {
      const found: object[] = []
      let after: string | null = ''
      for (let at = 0; after !== null; at += 1) {
        const limit = sizes[at % sizes.length] ?? 1
        const { data, next }: ListBody = await read(`limit=${limit}${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`)
        assert.ok(data.length > 0 && data.length <= limit, `${path}: a page is neither empty nor too long`)
        found.push(...data)
        after = next
      }
      assert.deepEqual(found, whole.data, path)
    }),
    { numRuns: 12 },
  )
}
