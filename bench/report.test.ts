// The arithmetic of the benchmark's report.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Figures, printTable, spread, summarise, verdicts } from './report.ts'

const figures = (cpuUs: number, perSecond: number, errors = 0): Figures => ({
  requests: 10,
  errors,
  perSecond,
  perCpuSecond: 1e6 / cpuUs,
  cpuUs,
  p50Us: cpuUs,
  p99Us: cpuUs * 2,
})
const load = 'buffered 1 KB, 64 connections'

test('a spread is median, smallest and largest, whatever the order', () => {
  assert.deepEqual(spread([9, 1, 5]), { median: 5, min: 1, max: 9 })
  assert.deepEqual(spread([4, 2]), { median: 3, min: 2, max: 4 })
})

test('the verdicts miss when CPU, throughput or errors miss', () => {
  const judge = (ours: Figures) =>
    verdicts(
      summarise(
        new Map([
          [`${load}|nginx`, [figures(25, 30_000)]],
          [`${load}|nexorouter`, [ours]],
        ]),
      ),
    ).map((one) => one.met)
  assert.deepEqual(judge(figures(200, 5_000)), [true, true, true])
  assert.deepEqual(judge(figures(201, 4_999, 1)), [false, false, false])
})

test('the table compares with nginx and with the bare upstream', () => {
  const rows = summarise(
    new Map([
      [`${load}|direct`, [figures(5, 9)]],
      [`${load}|nginx`, [figures(20, 9)]],
      [`${load}|nexorouter`, [figures(100, 9), figures(120, 9), figures(90, 9)]],
    ]),
  )
  assert.match(printTable(rows, []), /nexorouter \| 100\.0 \(90\.0-120\.0\) \| 5\.0 \| 9 \| 95 \/ 190 \| 30 \| 0 \|/)
})
