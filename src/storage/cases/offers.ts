// The case list of what operators say of offers. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OfferSetting } from '../../catalog/offer-setting-store.ts'
import { type OpenStore, startMs } from './scene.ts'

const drained: OfferSetting = {
  offerId: 'acme/deepseek-ai/DeepSeek-V3',
  drained: true,
  region: 'eu',
  collectsData: false,
  retainsData: null,
  note: 'maintenance till noon',
  changedBy: 'local',
  changedAtMs: startMs,
}

export function offerCases(name: string, open: OpenStore): void {
  test(`${name}: settings of offers come back as they were made, one for each offer`, async () => {
    const store = await open()
    try {
      assert.deepEqual(await store.offerSettings(), [])
      const other = { ...drained, offerId: 'acme/a', retainsData: true }
      await store.changeOffer(drained)
      await store.changeOffer(other)
      assert.deepEqual(await store.offerSettings(), [other, drained])
      const resumed = { ...drained, drained: false, note: '', region: null }
      assert.deepEqual(await store.changeOffer(resumed), resumed)
      assert.deepEqual(await store.offerSettings(), [other, resumed])
    } finally {
      await store.close()
    }
  })
}
