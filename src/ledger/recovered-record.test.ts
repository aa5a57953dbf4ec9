// What a crash leaves on the bill of the request that it cut off.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AccountId, asId, type KeyId, type ModelId, type PriceVersion, type ProviderId, type RequestId } from '../contract/ids.ts'
import { noUsage, type UsageRecord } from '../contract/usage.ts'
import { type OpenHold, recoveredRecord } from './recovered-record.ts'

const hold: OpenHold = {
  id: asId<RequestId>('01900000-0000-7000-8000-000000000001'),
  accountId: asId<AccountId>('acct_ann'),
  keyId: asId<KeyId>('key_ann'),
  model: asId<ModelId>('nexo-demo'),
  priceVersion: asId<PriceVersion>('nexo-demo@3'),
  atMs: 1_000,
  amountNano: 100n,
  draft: { keyName: 'first key', endpoint: 'chat.completions', stream: true, user: 'u1', clientAddress: '127.0.0.1', promptTokens: 7 },
  mark: null,
}
const provider = asId<ProviderId>('acme')
const marked = (completionTokens: number, chargeNano: bigint): UsageRecord =>
  recoveredRecord({ ...hold, mark: { provider, promptTokens: 9, completionTokens, chargeNano } })

const unseen: UsageRecord = {
  requestId: hold.id,
  accountId: hold.accountId,
  keyId: hold.keyId,
  keyName: 'first key',
  timeMs: 1_000,
  endpoint: 'chat.completions',
  model: hold.model,
  provider: null,
  upstreamModel: null,
  attempts: [],
  status: 'gateway',
  errorCode: 'recovered_unknown',
  tokens: { ...noUsage, prompt: 7 },
  estimated: true,
  costNano: 0n,
  providerCostNano: null,
  holdNano: 100n,
  priceVersion: hold.priceVersion,
  latencyMs: 0,
  ttftMs: null,
  stream: true,
  finishReason: null,
  stoppedBy: null,
  routing: null,
  clientAddress: '127.0.0.1',
  user: 'u1',
  count: 1,
}

test('without a watermark nothing is charged, and the record says what the hold knew', () => {
  assert.deepEqual(recoveredRecord(hold), unseen)
})

test('a watermark without output charges nothing, whatever it says, but names the provider', () => {
  assert.deepEqual(marked(0, 60n), { ...unseen, provider })
})

test('one token of output is output: input and output up to the watermark are charged', () => {
  const seen = { ...unseen, provider, errorCode: 'recovered_partial', tokens: { ...noUsage, prompt: 9, completion: 1 } }
  assert.deepEqual(marked(1, 60n), { ...seen, costNano: 60n })
})

test('a watermark never charges more than the hold', () => {
  assert.equal(marked(5, 99n).costNano, 99n)
  assert.equal(marked(5, 100n).costNano, 100n)
  assert.equal(marked(5, 101n).costNano, 100n)
})
