// The ledger's case list, as tables and sentences. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AccountId, asId, type ModelId, type PriceVersion, type ProviderId } from '../../contract/ids.ts'
import type { CreditKind } from '../../ledger/ledger-store.ts'
import type { Store } from '../store.ts'
import { play } from './play.ts'
import { ann, annKey, bob, creditAnn, furnish, type OpenStore, recordOf, requestId, reservation, startMs } from './scene.ts'

const tables: Readonly<Record<string, string>> = {
  'a hold is spent once and never beyond its size': `
    deposit c1  100  credited              100
    hold    h1   60  ok:60                  40
    hold    h2   60  insufficient_balance   40
    settle  h1   61  exceeds_hold           40
    settle  h1   45  ok                     55
    settle  h1   45  already_settled        55
    settle  h9    1  unknown_hold           55
  `,
  'a hold of a request that cost nothing is given back whole': `
    deposit c1  100  credited              100
    hold    h1  100  ok:100                  0
    settle  h1    0  ok                    100
    settle  h1    0  already_settled       100
  `,
  'a free request holds nothing and ends once': `
    hold    h1    0  ok:0                    0
    settle  h1    1  exceeds_hold            0
    settle  h1    0  ok                      0
    settle  h1    0  already_settled         0
  `,
  'when the full hold does not fit, the least or all that is there is granted': `
    deposit c1  100  credited              100
    hold    h1  500/30   ok:30              70
    hold    h2  500/30+  ok:70               0
    hold    h3  500/1    insufficient_balance 0
    settle  h2   10  ok                     60
    hold    h4   60/1+   ok:60               0
  `,
  'the same payment credits once': `
    deposit c1  100  credited              100
    deposit c1  100  duplicate             100
    deposit c1  999  conflict              100
    deposit c2    1  credited              101
  `,
  'a budget counts what is spent and what is held': `
    deposit c1 1000  credited             1000
    budget  _   100  ok                   1000
    hold    h1   60  ok:60                 940
    hold    h2   41  insufficient_budget   940
    hold    h2   40  ok:40                 900
    settle  h1   10  ok                    950
    hold    h3   51  insufficient_budget   950
    hold    h3   99/5+  ok:50              900
    budget  _     1  ok                    900
    hold    h4    0/0   ok:0               900
    hold    h5    1  insufficient_budget   900
    budget  _  none  ok                    900
    hold    h5  900  ok:900                  0
  `,
  'the balance refuses before the budget does': `
    deposit c1   50  credited               50
    budget  _    10  ok                     50
    hold    h1   60  insufficient_balance   50
    hold    h1   20  insufficient_budget    50
  `,
  'a hold grows by extensions under the same rules': `
    deposit c1  100  credited              100
    hold    h1   40  ok:40                  60
    extend  h1   50  ok:90                  10
    extend  h1   11  insufficient_balance   10
    budget  _    95  ok                     10
    extend  h1    6  insufficient_budget    10
    extend  h1    5  ok:95                   5
    settle  h1   95  ok                      5
    extend  h1    1  hold_closed             5
    extend  h9    1  hold_closed             5
  `,
  'a suspended account holds nothing more, keeps what running requests hold, and settles it': `
    deposit   c1  100  credited               100
    hold      h1   40  ok:40                   60
    suspend   _     _  ok                      60
    hold      h2    1  account_suspended       60
    extend    h1    1  account_suspended       60
    settle    h1   30  ok                      70
    deposit   c2    5  credited                75
    unsuspend _     _  ok                      75
    hold      h3   75  ok:75                    0
  `,
  'a disabled or expired key holds nothing, and settles what it held': `
    deposit c1  100  credited              100
    hold    h1   40  ok:40                  60
    disable _     _  ok                     60
    hold    h2    1  key_disabled           60
    extend  h1    1  key_disabled           60
    enable  _     _  ok                     60
    expire  _     0  ok                     60
    hold    h2    1  key_expired            60
    expire  _     1  ok                     60
    hold    h2    1  ok:1                   59
    settle  h1   40  ok                     59
  `,
  'a deleted key holds nothing, and settles what it held': `
    deposit c1  100  credited              100
    hold    h1   40  ok:40                  60
    delete  _     _  ok                     60
    delete  _     _  unknown                60
    hold    h2    1  key_deleted            60
    extend  h1    1  key_deleted            60
    settle  h1   30  ok                     70
  `,
  'recovery charges what was delivered, and nothing when nothing was': `
    deposit c1  100  credited              100
    hold    h1   20  ok:20                  80
    hold    h2   20  ok:20                  60
    hold    h3   20  ok:20                  40
    hold    h4   20  ok:20                  20
    mark    h1  5:11  sent                  20
    mark    h1  9:13  sent                  20
    mark    h2  0:4   sent                  20
    settle  h4   20  ok                     20
    mark    h4  1:1   sent                  20
    recover _     _  1/2/13                 67
    settle  h1    1  already_settled        67
    settle  h2    1  already_settled        67
    recover _     _  0/0/0                  67
  `,
  'a watermark above the hold charges the hold': `
    deposit c1  100  credited              100
    hold    h1   20  ok:20                  80
    mark    h1  5:21  sent                  80
    recover _     _  1/0/20                 80
  `,
  'amounts beyond 2^53 are exact': `
    deposit c1  9007199254740993  credited   9007199254740993
    hold    h1  9007199254740992  ok:9007199254740992        1
    settle  h1  9007199254740991  ok                         2
    deposit c2  2147483648        credited                   2147483650
  `,
  'a balance reaches int64 and no further': `
    deposit c1  9223372036854775806  credited   9223372036854775806
    deposit c2                    2  too_large  9223372036854775806
    deposit c3                    1  credited   9223372036854775807
    hold    h1  9223372036854775808  insufficient_balance  9223372036854775807
    hold    h1  9223372036854775807  ok:9223372036854775807  0
    settle  h1  9223372036854775807  ok  0
  `,
}

export function ledgerCases(name: string, open: OpenStore): void {
  const story = (sentence: string, body: (store: Store) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const store = await open()
      try {
        await body(store)
        assert.deepEqual(await store.verify(), [])
      } finally {
        await store.close()
      }
    })
  }
  for (const [sentence, table] of Object.entries(tables)) story(sentence, (store) => play(store, table))
  books(story)
  refusals(story)
}

type Story = (sentence: string, body: (store: Store) => Promise<void>) => void

function books(story: Story): void {
  story('a reference belongs to its account, a payment to one account of all, and another amount is no repetition', async (store) => {
    await furnish(store, 0n)
    await store.createAccount({ id: bob, name: 'Bob', atMs: startMs })
    const credit = async (accountId: AccountId, kind: CreditKind, amountNano: bigint) =>
      (await store.credit({ accountId, kind, reference: 'r', amountNano, note: '', actor: 'test', atMs: startMs })).result
    assert.equal(await credit(ann, 'manual_credit', 5n), 'credited')
    assert.equal(await credit(bob, 'manual_credit', 5n), 'credited')
    assert.equal(await credit(bob, 'manual_credit', 5n), 'duplicate')
    assert.equal(await credit(bob, 'manual_credit', 6n), 'conflict')
    assert.equal(await credit(ann, 'top_up', 7n), 'credited')
    assert.equal(await credit(bob, 'top_up', 7n), 'conflict')
    assert.deepEqual([(await store.getBalance(ann))?.balanceNano, (await store.getBalance(bob))?.balanceNano], [12n, 5n])
  })

  story('each movement is one entry from a party to another, newest first', async (store) => {
    await furnish(store, 100n)
    await store.reserve(reservation('h1', 60n))
    const paid = recordOf('h1', 45n, { providerCostNano: 50n, latencyMs: 1_000 })
    await store.settle({ id: requestId('h1'), record: paid, overrunNano: 5n })
    const entries = await store.listEntries(ann, 10)
    const told = entries.map(({ kind, reference, fromAccount, toAccount, amountNano, atMs, note }) => {
      return [kind, reference, fromAccount, toAccount, amountNano, atMs - startMs, note]
    })
    assert.deepEqual(told, [
      ['charge', requestId('h1'), 'customer:acct_ann', 'revenue', 45n, 1_000, ''],
      ['manual_credit', 'first credit', 'world', 'customer:acct_ann', 100n, 0, 'a note'],
    ])
    assert.ok((entries[0]?.sequence ?? 0) > (entries[1]?.sequence ?? 0))
    assert.equal((await store.listEntries(ann, 1)).length, 1)
    assert.deepEqual(await store.listEntries(ann, 10, entries[0]?.sequence), entries.slice(1))
    assert.deepEqual(await store.listEntries(ann, 10, entries.at(-1)?.sequence), [])
    assert.deepEqual(await store.listEntries(bob, 10), [])
  })

  story('a settlement writes the usage record, and moves spent and last use of the key', async (store) => {
    await furnish(store, 100n)
    await store.reserve(reservation('h1', 60n))
    assert.equal((await store.getKey(ann, annKey))?.heldNano, 60n)
    const record = recordOf('h1', 45n, { holdNano: 60n, timeMs: startMs + 5 })
    await store.settle({ id: record.requestId, record, overrunNano: 0n })
    assert.deepEqual(await store.getUsage(ann, record.requestId), record)
    const key = await store.getKey(ann, annKey)
    assert.deepEqual([key?.heldNano, key?.spentNano, key?.lastUsedAtMs], [0n, 45n, startMs + 5])
  })

  story('a refused request leaves a record and moves no money', async (store) => {
    await furnish(store, 100n)
    const record = recordOf('r1', 0n, { status: 'rate_limit', errorCode: 'rate_limit_exceeded', provider: null, model: null, count: 12 })
    await store.record(record)
    assert.deepEqual(await store.getUsage(ann, record.requestId), record)
    assert.equal((await store.getKey(ann, annKey))?.lastUsedAtMs, startMs)
    assert.equal((await store.getBalance(ann))?.balanceNano, 100n)
    await assert.rejects(store.record(record))
    assert.deepEqual(await store.settle({ id: record.requestId, record, overrunNano: 0n }), { ok: false, reason: 'unknown_hold' })
  })

  story('recovery names the fallback model that answered, and its price', async (store) => {
    await furnish(store, 100n)
    const fallback = { model: asId<ModelId>('other'), priceVersion: asId<PriceVersion>('other@2') }
    await store.reserve(reservation('h1', 20n, { fallbacks: [fallback.model] }))
    store.mark({ id: requestId('h1'), provider: asId<ProviderId>('demo'), promptTokens: 8, completionTokens: 9, chargeNano: 13n, fallback })
    await store.recover(startMs)
    const record = await store.getUsage(ann, requestId('h1'))
    assert.deepEqual([record?.model, record?.priceVersion, record?.costNano], ['other', 'other@2', 13n])
  })

  story('recovery writes one record per hold from what the hold knew', async (store) => {
    await furnish(store, 100n)
    await store.reserve(reservation('h1', 20n))
    await store.reserve(reservation('h2', 30n))
    const provider = asId<ProviderId>('demo')
    store.mark({ id: requestId('h1'), provider, promptTokens: 8, completionTokens: 9, chargeNano: 13n })
    const before = await store.recover(startMs)
    const partial = await store.getUsage(ann, requestId('h1'))
    assert.deepEqual(
      [partial?.status, partial?.errorCode, partial?.costNano, partial?.holdNano],
      ['gateway', 'recovered_partial', 13n, 20n],
    )
    assert.deepEqual([partial?.tokens.prompt, partial?.tokens.completion, partial?.provider], [8, 9, 'demo'])
    assert.deepEqual(
      [partial?.keyName, partial?.endpoint, partial?.stream, partial?.estimated],
      ['first key', 'chat.completions', true, true],
    )
    const unknown = await store.getUsage(ann, requestId('h2'))
    assert.deepEqual(
      [unknown?.status, unknown?.errorCode, unknown?.costNano, unknown?.provider],
      ['gateway', 'recovered_unknown', 0n, null],
    )
    assert.deepEqual(before.mismatches, [])
    const again = await store.recover(startMs)
    assert.ok(again.epoch > before.epoch, 'an epoch never comes back')
    assert.equal((await store.listUsage(ann, {}, 10)).records.length, 2)
  })

  story('accounts are listed oldest first, each with its own money', async (store) => {
    await furnish(store, 100n)
    await store.createAccount({ id: bob, name: 'Bob', atMs: startMs - 1 })
    await store.reserve(reservation('h1', 60n))
    assert.deepEqual(await store.listAccounts(), [
      { accountId: bob, name: 'Bob', balanceNano: 0n, heldNano: 0n, suspended: false },
      { accountId: ann, name: 'Ann', balanceNano: 100n, heldNano: 60n, suspended: false },
    ])
    await assert.rejects(store.createAccount({ id: bob, name: 'Bob again', atMs: startMs }))
  })
}

function refusals(story: Story): void {
  story('credit for an account that does not exist moves nothing', async (store) => {
    assert.deepEqual(await creditAnn(store, 5n, 'c1'), { result: 'unknown_account', balanceNano: 0n })
  })

  story('a refusal says how much could have been held', async (store) => {
    await furnish(store, 100n, { budgetNano: 70n })
    const budget = { owner: 'key', model: null, reset: null, resetsAtMs: null }
    assert.deepEqual(await store.reserve(reservation('h1', 71n)), { ok: false, reason: 'insufficient_budget', budget, availableNano: 70n })
    const granted = { ok: true, amountNano: 50n, availableNano: 70n, balanceNano: 100n, budgetNano: 70n }
    assert.deepEqual(await store.reserve(reservation('h1', 50n)), granted)
    const refused = { ok: false, reason: 'insufficient_budget', budget, availableNano: 20n }
    assert.deepEqual(await store.extend(requestId('h1'), 21n, startMs), refused)
  })

  story('negative amounts and counts that are not whole are refused before anything moves', async (store) => {
    await furnish(store, 100n)
    await assert.rejects(creditAnn(store, -1n, 'c2'))
    await assert.rejects(creditAnn(store, 2n ** 63n, 'c3'))
    await assert.rejects(store.reserve(reservation('h1', -1n)))
    await assert.rejects(store.reserve(reservation('h1', 10n, { leastNano: 11n })))
    await store.reserve(reservation('h1', 60n))
    await assert.rejects(store.extend(requestId('h1'), -1n, startMs))
    const settle = (change: Parameters<typeof recordOf>[2]) =>
      store.settle({ id: requestId('h1'), record: recordOf('h1', 1n, change), overrunNano: 0n })
    await assert.rejects(settle({ costNano: -1n }))
    for (const wrong of [Number.NaN, 1e400, 0.5, -1]) {
      await assert.rejects(settle({ tokens: { prompt: wrong, cached: 0, cacheWrite: 0, completion: 0, reasoning: 0 } }))
    }
    assert.deepEqual(await settle({}), { ok: true })
    assert.equal((await store.getBalance(ann))?.balanceNano, 99n)
  })

  story('a request that was held or recorded cannot hold again, and its neighbours are not disturbed', async (store) => {
    await furnish(store, 100n)
    await store.reserve(reservation('h1', 10n))
    const together = await Promise.allSettled([
      store.reserve(reservation('h2', 10n)),
      store.reserve(reservation('h1', 10n)),
      store.reserve(reservation('h3', 10n)),
    ])
    assert.deepEqual(
      together.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    await store.settle({ id: requestId('h1'), record: recordOf('h1', 1n), overrunNano: 0n })
    await assert.rejects(store.reserve(reservation('h1', 10n)))
    await assert.rejects(store.record(recordOf('h2', 0n)))
    assert.equal((await store.getBalance(ann))?.heldNano, 20n)
    assert.equal(store.saturated(), false)
  })
}
