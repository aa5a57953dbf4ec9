// Which usage records a filter lets through: each field alone, at its edges.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recordOf } from '../storage/cases/scene.ts'
import { matchesFilter } from './usage-filter.ts'
import type { UsageFilter } from './usage-store.ts'

const record = recordOf('h1', 40n, { timeMs: 100, user: 'eve', status: 'upstream', errorCode: 'upstream_error', stream: true })

const memberOf = (): string => 'user_ann'

const rows: readonly [UsageFilter, boolean][] = [
  [{}, true],
  [{ requestId: record.requestId }, true],
  [{ requestId: 'another' }, false],
  [{ model: 'nexo-demo' }, true],
  [{ model: 'another' }, false],
  [{ keyId: record.keyId }, true],
  [{ keyId: 'another' }, false],
  [{ memberId: 'user_ann' }, true],
  [{ memberId: 'another' }, false],
  [{ provider: 'demo' }, true],
  [{ provider: 'another' }, false],
  [{ errorCode: 'upstream_error' }, true],
  [{ errorCode: 'another' }, false],
  [{ stream: true }, true],
  [{ stream: false }, false],
  [{ user: 'eve' }, true],
  [{ user: 'adam' }, false],
  [{ statuses: ['success', 'upstream'] }, true],
  [{ statuses: ['success'] }, false],
  [{ statuses: [] }, false],
  [{ costNanoMin: 40n }, true],
  [{ costNanoMin: 41n }, false],
  [{ costNanoMin: 39n }, true],
  [{ costNanoMax: 40n }, true],
  [{ costNanoMax: 39n }, false],
  [{ costNanoMax: 41n }, true],
  [{ fromMs: 100 }, true],
  [{ fromMs: 101 }, false],
  [{ fromMs: 99 }, true],
  [{ untilMs: 100 }, false],
  [{ untilMs: 101 }, true],
  [{ untilMs: 99 }, false],
  [{ model: 'nexo-demo', user: 'adam' }, false],
]
for (const [filter, passes] of rows) {
  const shown = JSON.stringify(filter, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  test(`filter ${shown} ${passes ? 'lets it through' : 'keeps it out'}`, () =>
    assert.equal(matchesFilter(record, filter, memberOf), passes))
}

test('what a record does not name matches no name', () => {
  assert.equal(matchesFilter({ ...record, model: null }, { model: 'nexo-demo' }, memberOf), false)
  assert.equal(
    matchesFilter(record, { memberId: 'user_ann' }, () => null),
    false,
  )
})
