// The request that finds out whether a credential is refused, over real sockets.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Offer } from './catalog/offer.ts'
import { asId } from './contract/ids.ts'
import { probeOffer } from './main-probe.ts'
import { bedrockAnthropic } from './providers/bedrock-anthropic.ts'
import { closeAll, http, json, target, upstream } from './upstream/cases/loopback.ts'

after(closeAll)

const { dialect, endpoint, outputCapField, takesStreamOptions, sendsFinishReason, dropsParams } = bedrockAnthropic
const offer: Offer = {
  ...{ id: 'acme/up', provider: asId('acme'), upstreamModel: 'up', weight: 1, streamOnly: false },
  ...{ dialect, outputCapField, takesStreamOptions, sendsFinishReason, dropsParams, ...(endpoint && { endpoint }) },
}

test('a provider with paths of its own is asked under them', async () => {
  const { port, requests } = await http((_, response) => json(response, '{}'))
  const result = await probeOffer(offer, target(`http://127.0.0.1:${port}`), upstream().send)
  assert.deepEqual([result, ...requests.map(({ url }) => url)], ['accepted', '/model/up/invoke'])
})
