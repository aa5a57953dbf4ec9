// Past charges under other prices: what is shown, what is posted, that it is posted once, and that nobody goes below zero.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId, type KeyId, type PriceVersion } from '../../src/contract/ids.ts'
import { parseUsd } from '../../src/contract/money.ts'
import type { RerateJson } from '../../src/contract/prices-api.ts'
import type { UsageRecord } from '../../src/contract/usage.ts'
import { keyOf, recordOf, requestId, reservation, startMs } from '../../src/storage/cases/scene.ts'
import { openBook } from './open-test-book.ts'

/** 100 tokens in, 100 out at 1 and 2 USD per million: 300 000 nano-dollars. */
const tokens = { prompt: 100, cached: 0, cacheWrite: 0, completion: 100, reasoning: 0 }
const key = asId<KeyId>('key_rerated')

async function openCharges(budgetNano: bigint | null = null) {
  const book = await openBook()
  const { store, first, ask } = book
  const { accountId } = first
  await store.createKey(keyOf({ id: key, accountId, budgetNano }), 'hash of a key', null)
  const charge = async (name: string, change: Partial<UsageRecord> = {}) => {
    const version = asId<PriceVersion>('shipped@1')
    const record = recordOf(name, 300_000n, { accountId, keyId: key, model: 'shipped', priceVersion: version, tokens, ...change })
    await store.reserve(reservation(name, 400_000n, { accountId, keyId: key, priceVersion: version }))
    assert.deepEqual(await store.settle({ id: requestId(name), record, overrunNano: 0n }), { ok: true })
  }
  const rerate = (body: object = {}) =>
    ask('/prices/rerate', { since: '2027-01-01', until: '2028-01-01', ...body }) as unknown as Promise<
      RerateJson & { code?: string; message?: string }
    >
  const balance = async () => (await store.getBalance(accountId))?.balanceNano ?? 0n
  const spent = async () => (await store.getKey(accountId, key))?.spentNano
  return { ...book, charge, rerate, balance, spent, accountId }
}

test('what charges would have been under the price in force is shown, and nothing moves', async () => {
  const { charge, rerate, publish, balance } = await openCharges()
  await charge('h1')
  await charge('h2')
  await charge('h3', { status: 'upstream', costNano: 0n })
  await publish({ input: '0.5', output: '2' })
  const before = await balance()
  const said = await rerate()
  assert.deepEqual(
    said.data.map(({ account_id: _, ...row }) => row),
    [
      {
        model: 'shipped',
        price_version: 'shipped@1',
        against_version: 'shipped@2',
        requests: 2,
        charged_usd: '0.0006',
        rerated_usd: '0.0005',
        difference_usd: '-0.0001',
        posted_usd: '0',
        short_usd: '0',
      },
    ],
  )
  assert.deepEqual(said.left, { not_charged: 1, not_reproducible: 0, no_price: 0 })
  assert.equal(await balance(), before)
})

test('posting gives back or charges the difference of each request, once', async () => {
  const { charge, rerate, publish, balance, spent, store, accountId } = await openCharges()
  await charge('h1')
  await charge('h2')
  await publish({ input: '0.5', output: '2' })
  const before = await balance()
  const [row] = (await rerate({ post: true, note: 'the vendor was cheaper' })).data
  assert.deepEqual([row?.posted_usd, row?.short_usd], ['-0.0001', '0'])
  assert.equal(await balance(), before + 100_000n)
  assert.equal(await spent(), 500_000n)
  const [entry] = await store.listEntries(accountId, 1)
  assert.deepEqual(
    [entry?.kind, entry?.amountNano, entry?.note],
    ['adjustment', 50_000n, 'the vendor was cheaper (rerated from shipped@1)'],
  )
  const again = await rerate({ post: true, note: 'once more' })
  assert.deepEqual(
    again.data.map((one) => [one.charged_usd, one.difference_usd, one.posted_usd]),
    [['0.0005', '0', '0']],
  )
  assert.equal(await balance(), before + 100_000n)
  const back = await rerate({ post: true, note: 'it was right after all', against: 'shipped@1' })
  assert.deepEqual(
    back.data.map((one) => one.posted_usd),
    ['0.0001'],
  )
  assert.equal(await balance(), before)
  assert.deepEqual(await store.verify(), [])
})

test('two that post at the same time post once', async () => {
  const { charge, rerate, publish, balance } = await openCharges()
  for (const name of ['h1', 'h2', 'h3']) await charge(name)
  await publish({ input: '1', output: '1' })
  const before = await balance()
  await Promise.all([rerate({ post: true, note: 'a' }), rerate({ post: true, note: 'b' })])
  assert.equal(await balance(), before + 300_000n)
})

test('an additional charge takes what is there, says what is missing, and takes the rest when it is there', async () => {
  const { charge, rerate, publish, balance, store, accountId } = await openCharges()
  await charge('h1')
  await publish({ input: '2', output: '4' })
  const left = await balance()
  await store.reserve(reservation('h9', left - 100_000n, { accountId, keyId: key }))
  const [row] = (await rerate({ post: true, note: 'it was dearer' })).data
  assert.deepEqual([row?.difference_usd, row?.posted_usd, row?.short_usd], ['0.0003', '0.0001', '0.0002'])
  assert.equal(await balance(), left - 100_000n)
  await store.settle({ id: requestId('h9'), record: recordOf('h9', 0n, { accountId, keyId: key, status: 'upstream' }), overrunNano: 0n })
  const [rest] = (await rerate({ post: true, note: 'the rest' })).data
  assert.deepEqual([rest?.posted_usd, rest?.short_usd], ['0.0002', '0'])
  assert.deepEqual(await store.verify(), [])
})

test("a key's budget bounds an additional charge too", async () => {
  const { charge, rerate, publish, spent } = await openCharges(400_000n)
  await charge('h1')
  await publish({ input: '2', output: '4' })
  const [row] = (await rerate({ post: true, note: 'it was dearer' })).data
  assert.deepEqual([row?.posted_usd, row?.short_usd], ['0.0001', '0.0002'])
  assert.equal(await spent(), 400_000n)
})

test('what was reversed is no charge any more', async () => {
  const { charge, rerate, publish, store, accountId } = await openCharges()
  await charge('h1')
  const reversal = { accountId, keyId: key, kind: 'reversal', reference: requestId('h1'), amountNano: 100_000n } as const
  await store.adjust({ ...reversal, whenShort: 'refuse', note: '', actor: 'a test', atMs: startMs })
  await publish({ input: '1', output: '1' })
  const said = await rerate({ post: true, note: 'cheaper' })
  assert.deepEqual([said.data, said.left.not_charged], [[], 1])
})

test('filters choose by time, model, account and version', async () => {
  const { charge, rerate, publish } = await openCharges()
  await charge('h1')
  await charge('h2', { timeMs: startMs + 86_400_000 })
  await publish({ input: '0.5', output: '2' })
  const requests = async (body: object) => (await rerate(body)).data.reduce((sum, row) => sum + row.requests, 0)
  assert.equal(await requests({}), 2)
  assert.equal(await requests({ until: new Date(startMs + 1).toISOString() }), 1)
  assert.equal(await requests({ since: new Date(startMs + 1).toISOString() }), 1)
  assert.equal(await requests({ model: 'mine' }), 0)
  const sums = (await rerate({ against: 'shipped@1' })).data.map((row) => [row.against_version, row.difference_usd])
  assert.deepEqual(sums, [['shipped@1', '0']])
})

const refusals: readonly [string, object, RegExp][] = [
  ['a day that is none', { since: '2026-02-31' }, /invalid_request .*since.*ISO date/],
  ['posting without a reason', { post: true }, /invalid_request .*note/],
  ['a version that was never published', { against: 'shipped@9' }, /invalid_request .*against.*history/],
  ['a version of another model', { against: 'shipped@1', model: 'mine' }, /invalid_request .*shipped/],
  ['an account that is not here', { account_id: 'acct_absent' }, /not_found/],
]
for (const [what, body, sentence] of refusals) {
  test(`refused: ${what}`, async () => {
    const { rerate } = await openCharges()
    const said = await rerate(body)
    assert.match(`${said.code} ${said.message}`, sentence)
  })
}

test('amounts are decimal text that adds up', async () => {
  const { charge, rerate, publish } = await openCharges()
  await charge('h1', { tokens: { ...tokens, prompt: 101 }, costNano: 301_000n })
  await publish({ input: '1.000001', output: '2' })
  const [row] = (await rerate()).data
  assert.equal(parseUsd(row?.rerated_usd ?? ''), 301_001n)
})
