// From the form of a key to what the control API takes, and back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KeyJson } from '../../src/contract/control-api.ts'
import { changeKeyInput, createKeyInput } from '../../src/contract/control-api.ts'
import { type DraftFaults, draftOf, emptyDraft, type KeyDraft, readKeyDraft } from './key-draft.ts'

const draft = (more: Partial<KeyDraft>): KeyDraft => ({ ...emptyDraft, name: 'laptop', ...more })

test('what the form gives is what the API takes', () => {
  const cases: [Partial<KeyDraft>, object][] = [
    [
      {},
      {
        name: 'laptop',
        budget_usd: null,
        budget_reset: null,
        expires: null,
        models: 'all',
        model_budgets: {},
        member_id: null,
        limits: {},
        routing: null,
      },
    ],
    [
      { budget: '20', budgetReset: 'monthly', expiry: '90d', models: 'chat' },
      {
        name: 'laptop',
        budget_usd: '20',
        budget_reset: 'monthly',
        expires: '90d',
        models: 'chat',
        model_budgets: {},
        member_id: null,
        limits: {},
        routing: null,
      },
    ],
    [
      { budget: 'custom', budgetTyped: '$1,000.50' },
      {
        name: 'laptop',
        budget_usd: '1000.5',
        budget_reset: null,
        expires: null,
        models: 'all',
        model_budgets: {},
        member_id: null,
        limits: {},
        routing: null,
      },
    ],
    [
      { models: 'list', modelIds: ['a/b'], expiry: 'custom', expiryDay: '2027-01-31', tokensPerMinute: '1,000' },
      {
        name: 'laptop',
        budget_usd: null,
        budget_reset: null,
        expires: '2027-01-31',
        models: ['a/b'],
        model_budgets: {},
        member_id: null,
        limits: { tokens_per_minute: 1000 },
        routing: null,
      },
    ],
    [
      { memberId: 'user_1', budgetReset: 'daily', modelBudgets: [{ model: 'a/b', typed: '2.50' }] },
      {
        name: 'laptop',
        budget_usd: null,
        budget_reset: 'daily',
        expires: null,
        models: 'all',
        model_budgets: { 'a/b': '2.5' },
        member_id: 'user_1',
        limits: {},
        routing: null,
      },
    ],
    [
      { regions: 'eu, us-east-1  eu', denyCollection: true },
      {
        name: 'laptop',
        budget_usd: null,
        budget_reset: null,
        expires: null,
        models: 'all',
        model_budgets: {},
        member_id: null,
        limits: {},
        routing: { regions: ['eu', 'us-east-1'], data_collection: 'deny', zdr: false, continue_streams: false },
      },
    ],
  ]
  for (const [more, input] of cases) {
    const read = readKeyDraft(draft(more))
    assert.deepEqual(read, { ok: true, input })
    assert.equal(createKeyInput.safeParse(read.ok && read.input).success, true)
  }
})

test('every wrong field is named at once', () => {
  const read = readKeyDraft({
    ...emptyDraft,
    name: ' ',
    budget: 'custom',
    budgetTyped: 'lots',
    modelBudgets: [{ model: 'm', typed: '' }],
    expiry: 'custom',
    models: 'list',
    requestsPerMinute: '0',
    concurrentRequests: '2.5',
    regions: 'Europe!',
  })
  const faults: DraftFaults = read.ok ? {} : read.faults
  assert.deepEqual(Object.keys(faults).toSorted(), [
    'budget_usd',
    'expires',
    'limits.concurrent_requests',
    'limits.requests_per_minute',
    'model_budgets',
    'models',
    'name',
    'routing.regions',
  ])
})

test('an untouched form of an existing key changes nothing', () => {
  const key = {
    name: 'bot',
    budget_usd: '12.5',
    budget_reset: 'daily',
    expires_at: '2027-01-01T00:00:00.000Z',
    models: ['nexo-demo'],
    model_budgets: { 'nexo-demo': { budget_usd: '1', spent_usd: '0', held_usd: '0', remaining_usd: '1' } },
    member_id: 'user_1',
    limits: { requests_per_minute: 10, tokens_per_minute: null },
    routing: { regions: ['eu'], data_collection: 'allow', zdr: true, continue_streams: false },
  } as unknown as KeyJson
  const read = readKeyDraft(draftOf(key))
  assert.deepEqual(read, {
    ok: true,
    input: {
      name: 'bot',
      budget_usd: '12.5',
      budget_reset: 'daily',
      models: ['nexo-demo'],
      model_budgets: { 'nexo-demo': '1' },
      member_id: 'user_1',
      limits: { requests_per_minute: 10 },
      routing: { regions: ['eu'], data_collection: 'allow', zdr: true, continue_streams: false },
    },
  })
  assert.equal(changeKeyInput.safeParse(read.ok && read.input).success, true)
})
