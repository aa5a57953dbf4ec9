// What a caller reads when the money is not there.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId, type ModelId } from '../contract/ids.ts'
import type { BudgetName, ReserveRefusal } from '../ledger/ledger-store.ts'
import { moneyProblem } from './money-problem.ts'

const overLife: BudgetName = { owner: 'key', model: null, reset: null, resetsAtMs: null }
const midnight = Date.UTC(2026, 10, 27)

const rows: readonly [ReserveRefusal, BudgetName | undefined, string][] = [
  [
    'insufficient_balance',
    undefined,
    'The account balance cannot cover this request: it can cost up to $0.5, and $0.000042 is free. Add credit, or lower max_tokens.',
  ],
  [
    'insufficient_budget',
    overLife,
    'The budget of this key cannot cover this request: it can cost up to $0.5, and $0.000042 is free. Raise it, or lower max_tokens.',
  ],
  [
    'insufficient_budget',
    { ...overLife, reset: 'daily', resetsAtMs: midnight },
    'The daily budget of this key cannot cover this request: it can cost up to $0.5, and $0.000042 is free. It resets at 2026-11-27T00:00:00.000Z. Raise it, wait, or lower max_tokens.',
  ],
  [
    'insufficient_budget',
    { owner: 'member', model: asId<ModelId>('m'), reset: 'monthly', resetsAtMs: midnight },
    'The monthly budget of the member whose key this is on the model `m` cannot cover this request: it can cost up to $0.5, and $0.000042 is free. It resets at 2026-11-27T00:00:00.000Z. Raise it, wait, or lower max_tokens.',
  ],
  [
    'insufficient_budget',
    { ...overLife, owner: 'account' },
    'The budget of this account cannot cover this request: it can cost up to $0.5, and $0.000042 is free. Raise it, or lower max_tokens.',
  ],
]
for (const [reason, budget, message] of rows) {
  test(`${budget === undefined ? reason : `${budget.reset ?? 'lasting'} budget of ${budget.owner}`}: which limit, how much is free, when it resets`, () => {
    const refused = { ok: false, reason, availableNano: 42_000n, ...(budget !== undefined && { budget }) } as const
    assert.deepEqual(moneyProblem(refused, 500_000_000n), { code: 'insufficient_quota', message })
  })
}

test('a key that may not spend is told so, in the words of authentication', () => {
  for (const reason of ['key_disabled', 'key_expired', 'key_deleted'] as const) {
    assert.equal(moneyProblem({ ok: false, reason, availableNano: 0n }, 1n).code, 'invalid_api_key')
  }
})
