// The case list of the verification port. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProbeResult } from '../../catalog/verification.ts'
import { asId } from '../../contract/ids.ts'
import { type OpenStore, startMs } from './scene.ts'

const passed: ProbeResult = {
  ...{ offerId: 'acme/one', provider: asId('acme'), model: asId('one'), probe: 'tools', verdict: 'passed', found: 'It called.' },
  ...{ evidence: '{"name":"f"}', latencyMs: 12.5, costNano: 5n, atMs: startMs },
}

export function verificationCases(name: string, open: OpenStore): void {
  test(`${name}: the last result of each probe of each offer comes back whole, and all of them cost`, async () => {
    const store = await open()
    try {
      assert.deepEqual(await store.latestProbes(), [])
      assert.equal(await store.probeCostSince(0), 0n)
      const failed: ProbeResult = { ...passed, verdict: 'failed', costNano: 7n, atMs: startMs + 10 }
      const other: ProbeResult = { ...passed, offerId: 'acme/two', probe: 'cancel', verdict: 'error' }
      for (const result of [passed, other, failed]) await store.addProbe(result)
      assert.deepEqual(await store.latestProbes(), [failed, other])
      assert.equal(await store.probeCostSince(startMs), 17n)
      assert.equal(await store.probeCostSince(startMs + 1), 7n)
    } finally {
      await store.close()
    }
  })
}
