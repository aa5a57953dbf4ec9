// Which movements the end of a hold causes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AccountId, asId, type ProviderId } from '../contract/ids.ts'
import { type EndedHold, settlementPostings } from './postings.ts'

const ended: EndedHold = {
  id: 'r1',
  accountId: asId<AccountId>('acct_ann'),
  provider: asId<ProviderId>('acme'),
  costNano: 100n,
  providerCostNano: null,
  overrunNano: 0n,
}

function told(change: Partial<EndedHold>): string[] {
  return settlementPostings({ ...ended, ...change }).map(
    ({ kind, fromAccount, toAccount, amountNano }) => `${kind} ${fromAccount} -> ${toAccount} ${amountNano}`,
  )
}

const charge = 'charge customer:acct_ann -> revenue 100'

test('a charge goes from the customer to revenue, and nothing moves for nothing', () => {
  assert.deepEqual(told({}), [charge])
  assert.deepEqual(told({ costNano: 0n }), [])
  assert.deepEqual(told({ provider: null, providerCostNano: 5n, overrunNano: 5n }), [charge])
})

test('a provider receives exactly its known cost, split into cost and overrun', () => {
  assert.deepEqual(told({ providerCostNano: 70n }), [charge, 'provider_cost provider_cost -> provider:acme 70'])
  assert.deepEqual(told({ providerCostNano: 130n, overrunNano: 30n }), [
    charge,
    'provider_cost provider_cost -> provider:acme 100',
    'overrun overrun -> provider:acme 30',
  ])
  assert.deepEqual(told({ overrunNano: 30n }), [charge, 'overrun overrun -> provider:acme 30'])
  assert.deepEqual(told({ costNano: 0n, providerCostNano: 30n, overrunNano: 30n }), ['overrun overrun -> provider:acme 30'])
})

test('what further providers cost is booked to each of them from the overrun account, under references of its own', () => {
  const losses = [
    { provider: asId<ProviderId>('beta'), costNano: 7n },
    { provider: asId<ProviderId>('acme'), costNano: 8n },
  ]
  assert.deepEqual(told({ losses, overrunNano: 1n }), [
    charge,
    'overrun overrun -> provider:beta 7',
    'overrun overrun -> provider:acme 8',
    'overrun overrun -> provider:acme 1',
  ])
  const references = settlementPostings({ ...ended, losses }).map(({ reference }) => reference)
  assert.deepEqual(references, ['r1', 'r1#1', 'r1#2'])
})

test('one nano-dollar is an amount', () => {
  assert.deepEqual(told({ costNano: 1n }), ['charge customer:acct_ann -> revenue 1'])
  assert.deepEqual(told({ costNano: 0n, providerCostNano: 1n }), ['provider_cost provider_cost -> provider:acme 1'])
  assert.deepEqual(told({ costNano: 0n, overrunNano: 1n }), ['overrun overrun -> provider:acme 1'])
})
