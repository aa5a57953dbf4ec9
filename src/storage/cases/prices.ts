// The case list of the price book. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Price } from '../../catalog/model.ts'
import { asId, type ModelId } from '../../contract/ids.ts'
import { type OpenStore, startMs } from './scene.ts'

const evidence = { source: 'https://example.test/prices', approvedBy: 'a reviewer', asOf: '2026-11-20' }
const demo = asId<ModelId>('nexo-demo')
const other = asId<ModelId>('Qwen/Qwen-Plus')

export function priceCases(name: string, open: OpenStore): void {
  test(`${name}: a price gets a new version when it differs, and only then`, async () => {
    const store = await open()
    try {
      const first: Price = { input: 140_000n, output: 280_000n }
      const second: Price = { output: 280_000n, input: 140_000n, cachedInput: 0n, perCallNano: 2n ** 60n + 1n }
      const publish = async (price: Price, nowMs: number) => [...(await store.publishPrices([{ model: demo, price, evidence }], nowMs))]
      assert.deepEqual(await publish(first, startMs), [[demo, 'nexo-demo@1']])
      assert.deepEqual(await publish({ output: 280_000n, input: 140_000n }, startMs + 1), [[demo, 'nexo-demo@1']])
      assert.deepEqual(await publish(second, startMs + 2), [[demo, 'nexo-demo@2']])
      assert.deepEqual(await publish(first, startMs + 3), [[demo, 'nexo-demo@3']])
      const history = await store.priceHistory(demo)
      assert.deepEqual(
        history.map(({ version, effectiveFromMs }) => [version, effectiveFromMs - startMs]),
        [
          ['nexo-demo@1', 0],
          ['nexo-demo@2', 2],
          ['nexo-demo@3', 3],
        ],
      )
      assert.deepEqual(history[1]?.price, second)
      assert.deepEqual(history[1]?.evidence, evidence)
      assert.deepEqual(await store.priceHistory(other), [])
    } finally {
      await store.close()
    }
  })

  test(`${name}: many models are published in one step, each with its own count`, async () => {
    const store = await open()
    try {
      const price: Price = { input: 0n, output: 1n }
      const both = [demo, other].map((model) => ({ model, price, evidence }))
      await store.publishPrices([{ model: demo, price: { input: 5n, output: 5n }, evidence }], startMs)
      const inForce = await store.publishPrices(both, startMs)
      assert.deepEqual([...inForce].reverse(), [
        [other, 'Qwen/Qwen-Plus@1'],
        [demo, 'nexo-demo@2'],
      ])
    } finally {
      await store.close()
    }
  })
}
