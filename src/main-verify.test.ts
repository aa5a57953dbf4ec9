// When a scheduled verification is due.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDue } from './main-verify.ts'

const hour = 3_600_000

for (const [last, now, interval, due] of [
  [null, 0, 0, false],
  [null, 0, 24, true],
  [0, 23 * hour, 24, false],
  [0, 24 * hour, 24, true],
  [0, 1_000 * hour, 0, false],
] as const) {
  test(`last ${last === null ? 'never' : `${last / hour} h`}, now ${now / hour} h, every ${interval} h: ${due ? 'due' : 'not due'}`, () => {
    assert.equal(isDue(last, now, interval), due)
  })
}
