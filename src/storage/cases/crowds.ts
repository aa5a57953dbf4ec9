// The case list of many requests at once: whatever their order, no hold, charge or payment counts twice. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reservation } from '../../ledger/ledger-store.ts'
import type { Store } from '../store.ts'
import { hourMs } from './play-budgets.ts'
import { ann, annKey, creditAnn, furnish, type OpenStore, recordOf, requestId, reservation, startMs } from './scene.ts'

type Story = (sentence: string, body: (store: Store) => Promise<void>) => void

/** Twenty rounds: a race that loses once in ten tries must not pass. */
const rounds = 20

export function crowdCases(name: string, open: OpenStore): void {
  const story: Story = (sentence, body) => {
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
  holds(story)
  budgets(story)
  endings(story)
}

function holds(story: Story): void {
  const crowd = async (store: Store, round: number): Promise<readonly Reservation[]> => {
    const asked = Array.from({ length: 200 }, (_, index) => reservation(`${round}x${index}`, 10n))
    const verdicts = await Promise.all(asked.map((one) => store.reserve(one)))
    return asked.filter((_, index) => verdicts[index]?.ok)
  }

  story('200 parallel requests against exactly 10 full holds admit exactly 10', async (store) => {
    await furnish(store, 100n)
    for (let round = 0; round < rounds; round++) {
      const admitted = await crowd(store, round)
      assert.equal(admitted.length, 10)
      assert.deepEqual(await store.getBalance(ann), { accountId: ann, name: 'Ann', balanceNano: 100n, heldNano: 100n, suspended: false })
      await Promise.all(
        admitted.map(({ id }, at) => store.settle({ id, overrunNano: 0n, record: recordOf(`${at}`, 0n, { requestId: id }) })),
      )
    }
    assert.equal((await store.getBalance(ann))?.heldNano, 0n)
  })

  story('200 parallel requests against a key budget of 10 full holds admit exactly 10', async (store) => {
    await furnish(store, 1_000_000n)
    for (let round = 0; round < rounds; round++) {
      await store.changeKey(ann, annKey, { budgetNano: BigInt(100 * (round + 1)) })
      const admitted = await crowd(store, round)
      assert.equal(admitted.length, 10)
      await Promise.all(
        admitted.map(({ id }, at) => store.settle({ id, overrunNano: 0n, record: recordOf(`${at}`, 10n, { requestId: id }) })),
      )
    }
    const key = await store.getKey(ann, annKey)
    assert.equal(key?.spentNano, BigInt(100 * rounds))
    assert.equal((await store.getBalance(ann))?.balanceNano, 1_000_000n - BigInt(100 * rounds))
  })
}

function budgets(story: Story): void {
  story('200 parallel requests against a daily budget of 10 full holds admit exactly 10, day after day', async (store) => {
    await furnish(store, 1_000_000n)
    await store.changeKey(ann, annKey, { budgetNano: 100n, budgetReset: 'daily' })
    for (let day = 0; day < 5; day++) {
      const atMs = startMs + day * 24 * hourMs
      const asked = Array.from({ length: 200 }, (_, index) => reservation(`${day}x${index}`, 10n, { atMs }))
      const verdicts = await Promise.all(asked.map((one) => store.reserve(one)))
      assert.equal(verdicts.filter(({ ok }) => ok).length, 10)
    }
  })

  story('a limit lowered among 200 parallel requests is kept by all that come after it', async (store) => {
    await furnish(store, 1_000_000n)
    for (let round = 0; round < 10; round++) {
      await store.changeKey(ann, annKey, { budgetNano: 1_000n, budgetReset: round % 2 === 0 ? 'daily' : 'monthly' })
      const before = Array.from({ length: 100 }, (_, index) => reservation(`${round}a${index}`, 1n))
      const after = Array.from({ length: 100 }, (_, index) => reservation(`${round}b${index}`, 1n))
      const first = before.map((one) => store.reserve(one))
      const lowered = store.changeKey(ann, annKey, { budgetNano: 120n })
      const second = after.map((one) => store.reserve(one))
      await lowered
      const granted = async (some: readonly Promise<{ ok: boolean }>[]) => (await Promise.all(some)).filter(({ ok }) => ok).length
      assert.equal(await granted(first), 100)
      assert.equal(await granted(second), 20)
      const ends = [...before, ...after].map(({ id }) => store.settle({ id, record: recordOf('', 0n, { requestId: id }), overrunNano: 0n }))
      assert.equal((await Promise.all(ends)).filter(({ ok }) => ok).length, 120)
    }
  })
}

function endings(story: Story): void {
  story('a settlement sent many times at once charges once', async (store) => {
    await furnish(store, 100n)
    await store.reserve(reservation('h1', 60n))
    const ends = await Promise.all(
      Array.from({ length: 50 }, () => store.settle({ id: requestId('h1'), record: recordOf('h1', 45n), overrunNano: 0n })),
    )
    assert.equal(ends.filter((end) => end.ok).length, 1)
    assert.equal((await store.getBalance(ann))?.balanceNano, 55n)
    assert.equal((await store.listUsage(ann, {}, 10)).records.length, 1)
  })

  story('a payment replayed a thousand times credits once', async (store) => {
    await furnish(store, 0n)
    const results = await Promise.all(Array.from({ length: 1_000 }, () => creditAnn(store, 7n, 'payment')))
    assert.equal(results.filter(({ result }) => result === 'credited').length, 1)
    assert.equal((await store.getBalance(ann))?.balanceNano, 7n)
  })
}
