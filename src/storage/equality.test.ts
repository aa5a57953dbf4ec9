// Random histories give the same verdicts and the same books in memory and in SQLite, whatever is asked at the same time.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type AccountId, asId, type KeyId, type ProviderId, type RequestId } from '../contract/ids.ts'
import { noUsage } from '../contract/usage.ts'
import { emptyStoreFolder, openedThreads } from './cases/scratch.ts'
import { keyOf, recordOf, reservation, startMs } from './cases/scene.ts'
import { openMemoryStore } from './memory/open.ts'
import type { Store } from './store.ts'

type Step =
  | { readonly do: 'credit'; readonly reference: number; readonly amount: number }
  | { readonly do: 'reserve'; readonly hold: number; readonly full: number; readonly least: number; readonly all: boolean }
  | { readonly do: 'extend'; readonly hold: number; readonly amount: number }
  | { readonly do: 'mark'; readonly hold: number; readonly tokens: number; readonly amount: number }
  | { readonly do: 'settle'; readonly hold: number; readonly amount: number; readonly overrun: number }
  | { readonly do: 'record'; readonly hold: number }
  | {
      readonly do: 'change'
      readonly key: number
      readonly budget: number | null
      readonly disabled: boolean
      readonly expires: number | null
    }
  | { readonly do: 'delete'; readonly key: number }
  | { readonly do: 'recover' }

const hold = fc.nat(11)
const key = fc.nat(1)
const amount = fc.nat(60)
const asked: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('credit' as const), reference: fc.nat(5), amount: fc.integer({ min: 1, max: 200 }) }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('reserve' as const), hold, full: amount, least: amount, all: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('extend' as const), hold, amount }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('mark' as const), hold, tokens: fc.nat(3), amount }) },
  { weight: 7, arbitrary: fc.record({ do: fc.constant('settle' as const), hold, amount: fc.nat(40), overrun: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('record' as const), hold }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      key,
      budget: fc.option(fc.nat(150)),
      disabled: fc.boolean(),
      expires: fc.option(fc.integer({ min: -1, max: 1 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), key }) },
)

/** Steps asked at the same time; recovery happens with nothing else, as it does before listening. */
const turn: fc.Arbitrary<readonly Step[]> = fc.oneof(
  { weight: 9, arbitrary: fc.array(asked, { minLength: 1, maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constant([{ do: 'recover' as const }]) },
)

/** The names of one run: the SQLite store is shared by all runs, so nothing may be called the same twice. */
interface Names {
  readonly account: AccountId
  readonly key: (index: number) => KeyId
  readonly hold: (index: number) => RequestId
  readonly reference: (index: number) => string
}

function namesOf(run: number): Names {
  return {
    account: asId<AccountId>(`acct_${run}`),
    key: (index) => asId<KeyId>(`key_${run}_${index}`),
    hold: (index) => asId<RequestId>(`hold_${run}_${index}`),
    reference: (index) => `reference ${run} ${index}`,
  }
}

function take(store: Store, names: Names, one: Step): Promise<unknown> {
  switch (one.do) {
    case 'credit': {
      const said = { kind: 'top_up' as const, note: '', actor: 'a test', atMs: startMs }
      return store.credit({ ...said, accountId: names.account, reference: names.reference(one.reference), amountNano: BigInt(one.amount) })
    }
    case 'reserve': {
      const least = BigInt(Math.min(one.full, one.least))
      const ask = reservation('', BigInt(one.full), { leastNano: least, whenShort: one.all ? 'available' : 'least' })
      return store.reserve({ ...ask, id: names.hold(one.hold), accountId: names.account, keyId: names.key(one.hold % 2) })
    }
    case 'extend':
      return store.extend(names.hold(one.hold), BigInt(one.amount), startMs)
    case 'mark': {
      const provider = asId<ProviderId>('demo')
      const mark = { promptTokens: 1, completionTokens: one.tokens, chargeNano: BigInt(one.amount) }
      return Promise.resolve(store.mark({ id: names.hold(one.hold), provider, ...mark }))
    }
    case 'settle': {
      const whose = { accountId: names.account, keyId: names.key(one.hold % 2), requestId: names.hold(one.hold) }
      const record = recordOf('', BigInt(one.amount), { ...whose, providerCostNano: BigInt(one.amount + one.overrun) })
      return store.settle({ id: record.requestId, record, overrunNano: BigInt(one.overrun) })
    }
    case 'record': {
      const whose = { accountId: names.account, keyId: names.key(one.hold % 2), requestId: names.hold(one.hold) }
      return store.record(recordOf('', 0n, { ...whose, status: 'quota', tokens: noUsage }))
    }
    case 'change': {
      const expiresAtMs = one.expires === null ? null : startMs + one.expires
      const change = { budgetNano: one.budget === null ? null : BigInt(one.budget), disabled: one.disabled, expiresAtMs }
      return store.changeKey(names.account, names.key(one.key), change)
    }
    case 'delete':
      return store.deleteKey(names.account, names.key(one.key))
    case 'recover':
      // Time taken and epoch belong to the store, not to the books.
      return store.recover(startMs).then(({ settled, voided, chargedNano, mismatches }) => ({ settled, voided, chargedNano, mismatches }))
  }
}

/** All verdicts of a history: the steps of one turn are asked at once, in their order. */
async function live(store: Store, names: Names, turns: readonly (readonly Step[])[]): Promise<unknown> {
  await store.createAccount({ id: names.account, name: 'random', atMs: startMs })
  for (const index of [0, 1])
    await store.createKey(keyOf({ id: names.key(index), accountId: names.account }), `hash of ${names.key(index)}`, null)
  const verdicts: unknown[] = []
  for (const turn of turns) {
    verdicts.push(...(await Promise.all(turn.map((one) => take(store, names, one).catch(() => 'rejected')))))
  }
  const closing = await take(store, names, { do: 'recover' })
  const entries = (await store.listEntries(names.account, 1_000)).map(({ sequence: _, ...entry }) => entry)
  return {
    verdicts,
    closing,
    entries,
    balance: await store.getBalance(names.account),
    keys: await store.listKeys(names.account),
    usage: await store.listUsage(names.account, {}, 1_000),
    mismatches: await store.verify(),
    saturated: store.saturated(),
  }
}

test('random histories give the same verdicts and books in memory and in SQLite', async (t) => {
  const sqlite = await openedThreads(t, { folder: await emptyStoreFolder(), relaxed: true })
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { maxLength: 8 }), async (turns) => {
      const names = namesOf(run++)
      const expected = await live(openMemoryStore(), names, turns)
      assert.deepEqual(await live(sqlite, names, turns), expected)
      assert.deepEqual((expected as { mismatches: unknown }).mismatches, [])
    }),
    { numRuns: 150 },
  )
})
