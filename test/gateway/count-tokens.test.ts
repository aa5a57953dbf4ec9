// Counting a prompt: the provider's own count in the wire that it speaks, with the credential whose turn it is; else ours, which says so.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Secret } from '../../src/base/secret.ts'
import type { Offer } from '../../src/catalog/offer.ts'
import { asId, type ProviderId } from '../../src/contract/ids.ts'
import type { UpstreamTarget } from '../../src/upstream/send.ts'
import { targetWith } from '../../src/upstream/targets.ts'
import { openTestGateway } from './open-test-gateway.ts'
import { openVendor, sendJson } from './open-vendor.ts'

const closing: { close(): unknown }[] = []
after(() => Promise.all(closing.map((one) => one.close())))

const first = asId<ProviderId>('provider-1')
const contents = { contents: [{ role: 'user', parts: [{ text: 'Count me' }] }], generationConfig: { topK: 3 } }

interface Counted {
  readonly totalTokens: number
  readonly nexorouter?: object
}

/** One Gemini offer of a vendor that counts 42 and refuses the credentials of `refused`. */
async function openHouse({
  offer = {},
  refused = [],
  random = 0,
}: {
  offer?: Partial<Offer>
  refused?: readonly string[]
  random?: number
}) {
  const vendor = await openVendor(({ target, headers }, response) => {
    if (refused.includes(headers.authorization ?? '')) return sendJson(response, { error: { code: 401, status: 'UNAUTHENTICATED' } }, 401)
    if (target.endsWith(':countTokens')) return sendJson(response, { totalTokens: 42 })
    const candidates = [{ content: { role: 'model', parts: [{ text: 'Hi' }] }, finishReason: 'STOP', index: 0 }]
    return sendJson(response, { candidates, usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 1, totalTokenCount: 4 } })
  })
  const credentials = ['a', 'b'].map((name) => ({ name, weight: 1, secret: new Secret(name) }))
  const place = { provider: first, baseUrl: vendor.baseUrl, auth: { kind: 'bearer' as const }, allowPrivate: true }
  const house = await openTestGateway({
    offer: { dialect: 'gemini', ...offer },
    settings: { attemptsMax: 5, retryShareMax: 1 },
    deps: (deps) => {
      const targets = new Map<ProviderId, UpstreamTarget>([...deps.targets(), [first, targetWith(place, credentials)]])
      return { targets: () => targets, random: () => random }
    },
  })
  closing.push(house, vendor)
  const count = async (): Promise<Counted> => JSON.parse(await house.chat(contents, { rest: 'test-model:countTokens' }).text) as Counted
  return { house, vendor, count }
}

for (const [random, name] of [
  [0.2, 'a'],
  [0.8, 'b'],
] as const) {
  test(`the credential is drawn as for an answer: ${name}`, async () => {
    const { vendor, count } = await openHouse({ random })
    assert.deepEqual(await count(), { totalTokens: 42 })
    const [asked] = vendor.requests
    assert.equal(asked?.headers.authorization, `Bearer ${name}`)
    assert.equal(asked?.target, '/models/upstream-model:countTokens')
    const body = JSON.parse(asked?.body.toString() ?? '') as object
    assert.deepEqual(body, { generateContentRequest: { ...contents, model: 'models/upstream-model' } })
  })
}

test('a credential that an answer found wanting is not asked for a count', async () => {
  const { house, vendor, count } = await openHouse({ refused: ['Bearer a'] })
  await house.chat(contents, { rest: 'test-model:generateContent' }).text
  assert.deepEqual(await count(), { totalTokens: 42 })
  assert.equal(vendor.requests.at(-1)?.headers.authorization, 'Bearer b')
})

test('an offer that is set aside, and one at paths of its own, are not asked: the count is an estimate of ours', async () => {
  const elsewhere = { path: { whole: '/x', stream: '/y' }, omits: [], adds: {}, intoBody: {}, omitsHeaders: [] }
  for (const offer of [{ drained: true }, { endpoint: elsewhere }, { dialect: 'openai-chat' as const }]) {
    const { vendor, count } = await openHouse({ offer })
    const { totalTokens, nexorouter } = await count()
    assert.ok(totalTokens > 0)
    assert.deepEqual(nexorouter, { estimated: true })
    assert.equal(vendor.requests.length, 0)
  }
})

test('of a Messages request the provider is sent what counts, and no byte of that is read', async () => {
  const vendor = await openVendor((_request, response) => sendJson(response, { input_tokens: 7 }))
  const place = { provider: first, baseUrl: vendor.baseUrl, auth: { kind: 'bearer' as const }, allowPrivate: true }
  const house = await openTestGateway({
    offer: { dialect: 'anthropic-messages' },
    deps: (deps) => {
      const own = targetWith(place, [{ name: 'only', weight: 1, secret: new Secret('a') }])
      const targets = new Map<ProviderId, UpstreamTarget>([...deps.targets(), [first, own]])
      return { targets: () => targets }
    },
  })
  closing.push(house, vendor)
  const counting = '"messages":[{"role":"user","content":"Gr\u00fc\u00dfe"}],"system":"s"'
  const body = `{"stream":true,"temperature":0.5,"model":"test-model","max_tokens":9,"größe":12345678901234567890,${counting}}`
  assert.deepEqual(JSON.parse(await house.chat(body, { task: 'count' }).text), { input_tokens: 7 })
  const [{ body: sent, target } = assert.fail()] = vendor.requests
  assert.deepEqual([target, sent.toString()], ['/messages/count_tokens', `{"model":"upstream-model",${counting}}`])
})

test('a count says which servers it has passed, and one that was here before is not sent on', async () => {
  const { house, vendor } = await openHouse({})
  const ask = { rest: 'test-model:countTokens' }
  await house.chat(contents, ask).text
  assert.equal(vendor.requests[0]?.headers['x-nexorouter-hop'], 'test-instance')
  const again = house.chat(contents, { ...ask, headers: { 'x-nexorouter-hop': 'test-instance' } })
  assert.deepEqual((JSON.parse(await again.text) as Counted).nexorouter, { estimated: true })
  assert.equal(vendor.requests.length, 1)
})
