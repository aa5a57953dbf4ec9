// The case list of the price book. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Price } from '../../catalog/model.ts'
import { priceFromJson, priceSchema } from '../../contract/price-json.ts'
import { asId, type ModelId } from '../../contract/ids.ts'
import type { Store } from '../store.ts'
import { type OpenStore, startMs } from './scene.ts'

const evidence = { source: 'https://example.test/prices', approvedBy: 'a reviewer', asOf: '2026-11-20' }
const operators = { source: 'a contract', approvedBy: 'Ann', publishedBy: 'local' }
const demo = asId<ModelId>('nexo-demo')
const other = asId<ModelId>('Qwen/Qwen-Plus')
const first: Price = { input: 140_000n, output: 280_000n }
const second: Price = { output: 280_000n, input: 140_000n, cachedInput: 0n, perCallNano: 2n ** 60n + 1n }

export function priceCases(name: string, open: OpenStore): void {
  const story = (sentence: string, run: (store: Store) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const store = await open()
      try {
        await run(store)
      } finally {
        await store.close()
      }
    })
  }

  story('a price gets a new version when it differs, and only then', async (store) => {
    const publish = async (price: Price, nowMs: number) => [
      ...(await store.publishPrices([{ model: demo, price, evidence, yields: true }], nowMs)),
    ]
    assert.deepEqual(await publish(first, startMs), [[demo, 'nexo-demo@1']])
    assert.deepEqual(await publish({ output: 280_000n, input: 140_000n }, startMs + 1), [[demo, 'nexo-demo@1']])
    assert.deepEqual(await publish(second, startMs + 2), [[demo, 'nexo-demo@2']])
    assert.deepEqual(await publish(first, startMs + 3), [[demo, 'nexo-demo@3']])
    const history = await store.priceHistory(demo)
    assert.deepEqual(
      history.map(({ version, effectiveFromMs, publishedAtMs }) => [version, effectiveFromMs - startMs, publishedAtMs - startMs]),
      [
        ['nexo-demo@1', 0, 0],
        ['nexo-demo@2', 2, 2],
        ['nexo-demo@3', 3, 3],
      ],
    )
    assert.deepEqual(history[1]?.price, second)
    assert.deepEqual(history[1]?.evidence, evidence)
    assert.deepEqual(await store.priceHistory(other), [])
  })

  story('many models are published in one step, each with its own count', async (store) => {
    const price: Price = { input: 0n, output: 1n }
    const both = [demo, other].map((model) => ({ model, price, evidence, yields: true }))
    await store.publishPrices([{ model: demo, price: { input: 5n, output: 5n }, evidence, yields: true }], startMs)
    const inForce = await store.publishPrices(both, startMs)
    assert.deepEqual([...inForce].reverse(), [
      [other, 'Qwen/Qwen-Plus@1'],
      [demo, 'nexo-demo@2'],
    ])
    const all = await store.allPrices()
    assert.deepEqual(
      [...all.keys()].toSorted().map((model) => all.get(model)?.map(({ version }) => version)),
      [['Qwen/Qwen-Plus@1'], ['nexo-demo@1', 'nexo-demo@2']],
    )
  })

  story('a price of every shape comes back as it was published', async (store) => {
    const price = priceFromJson(
      priceSchema.parse({
        input: '2',
        output: '10',
        cache_write_1h: '4',
        audio_input: '32',
        per_tool_call_usd: { web_search: '0.01', code_interpreter: '0.03' },
        tiers: [{ above_prompt_tokens: 200_000, input: '4' }],
        windows: [{ from: '16:30', until: '00:30', input: '1', tiers: [{ above_prompt_tokens: 200_000, output: '11' }] }],
      }),
    )
    const [published] = await store.appendPrices([{ model: demo, price, evidence: operators, effectiveFromMs: startMs + 5 }], startMs)
    assert.deepEqual(published, {
      version: 'nexo-demo@1',
      model: demo,
      price,
      evidence: operators,
      effectiveFromMs: startMs + 5,
      publishedAtMs: startMs,
    })
    assert.deepEqual(await store.priceHistory(demo), [published])
    const again = await store.publishPrices([{ model: demo, price, evidence, yields: false }], startMs + 5)
    assert.deepEqual([...again], [[demo, 'nexo-demo@1']], 'the same price has no second version')
  })

  story("a shipped price gives way to an operator's; one of the YAML does not", async (store) => {
    const declare = async (yields: boolean, nowMs: number) => [
      ...(await store.publishPrices([{ model: demo, price: first, evidence, yields }], nowMs)),
    ]
    await declare(true, startMs)
    const at = { model: demo, price: second, evidence: operators, effectiveFromMs: startMs + 10 }
    await store.appendPrices([at], startMs)
    assert.deepEqual(await declare(true, startMs + 9), [[demo, 'nexo-demo@1']])
    assert.deepEqual(await declare(true, startMs + 10), [[demo, 'nexo-demo@2']])
    assert.deepEqual(await declare(false, startMs + 11), [[demo, 'nexo-demo@3']])
  })

  story('a shipped price is not published before the first one of an operator comes into force', async (store) => {
    await store.appendPrices([{ model: demo, price: second, evidence: operators, effectiveFromMs: startMs + 10 }], startMs)
    assert.deepEqual([...(await store.publishPrices([{ model: demo, price: first, evidence, yields: true }], startMs))], [])
    assert.equal((await store.priceHistory(demo)).length, 1)
  })
}
