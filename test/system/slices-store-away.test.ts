// A running stream on slices while the store cannot write for a moment: it goes on when the store is back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GatewayDeps } from '../../src/gateway/deps.ts'
import type { Meter } from '../../src/gateway/meter.ts'
import { watchSlices } from '../../src/gateway/slices.ts'
import type { Story } from '../../src/gateway/story.ts'
import { StoreUnavailable } from '../../src/ledger/store-unavailable.ts'
import { until } from './until.ts'

test('an extension that the store could not answer is asked for again, and is no lack of money', async () => {
  let away = true
  const ledger = {
    extend: (_id: string, addNano: bigint) =>
      away
        ? Promise.reject(new StoreUnavailable('the disk is full'))
        : Promise.resolve({ ok: true, amountNano: 1_000n + addNano, availableNano: 10n ** 9n }),
  }
  const deps = { ledger, clock: { now: () => 0 }, settings: { sliceTokens: 1_000 } } as unknown as GatewayDeps
  const price = { input: 1_000n, output: 1_000n }
  const admission = { amountNano: 1_000n, fullNano: 10_000n, promptBound: 0, price }
  const story = { call: { requestId: 'r' }, admission } as unknown as Story
  let used = 800n
  const meter = { estimateNano: () => used, leastNano: () => 0n } as unknown as Meter
  const slices = watchSlices(story, meter, deps, () => {})
  assert.equal(slices.check(), 'within')
  await sleep(50)
  away = false
  used = 1_000n
  assert.equal(await until(slices.check, (verdict) => verdict !== 'waiting'), 'within')
})
