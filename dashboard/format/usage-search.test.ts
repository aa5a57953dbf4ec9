// The URL is the state of Usage Logs: what is written comes back, and what makes no sense is dropped, not obeyed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activeFilters, readUsageSearch, spanOf, usageQueryOf } from './usage-search.ts'

const now = Date.parse('2026-11-26T12:00:00Z')

test('what makes no sense is dropped', () => {
  const cases = [
    [{}, {}],
    [
      { status: 'quota', model: 'a/b' },
      { status: 'quota', model: 'a/b' },
    ],
    [{ status: 'constructor' }, {}],
    [{ range: '7d', page: '3' }, { range: '7d' }],
    [{ range: '24h' }, {}],
    [{ range: 'toString' }, {}],
    [
      { from: '2026-11-01', until: '2026-11-02', range: '7d' },
      { from: '2026-11-01', until: '2026-11-02' },
    ],
    [{ from: '2026-11-02', until: '2026-11-01' }, {}],
    [{ from: '2026-11-02' }, {}],
    [{ model: 7, key_id: '', id: 'x'.repeat(201) }, {}],
  ] as const
  for (const [raw, read] of cases) assert.deepEqual(readUsageSearch(raw), read, JSON.stringify(raw))
})

test('a range ends now and stays open for what comes; chosen instants are both passed on', () => {
  assert.deepEqual(usageQueryOf({ range: '1h', status: 'upstream', id: 'x' }, now), {
    status: 'upstream',
    from: '2026-11-26T11:00:00.000Z',
    until: undefined,
  })
  assert.deepEqual(usageQueryOf({ from: '2026-11-01', until: '2026-11-02' }, now), {
    from: '2026-11-01T00:00:00.000Z',
    until: '2026-11-02',
  })
  assert.deepEqual(usageQueryOf({ range: 'all' }, now), { from: undefined, until: undefined })
  assert.deepEqual(spanOf({}, now), { fromMs: now - 86_400_000, untilMs: now })
})

test('chips stand in the order of the menu', () => {
  assert.deepEqual(activeFilters({ request_id: 'r', status: 'quota', range: '7d' }), [
    ['status', 'quota'],
    ['request_id', 'r'],
  ])
})
