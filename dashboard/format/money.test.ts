// Amounts as people read them: exact where it counts, short where it helps, and never rounded up.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exactUsd, grouped, nanoOf, percentOf, quotaOfUsd, readAmount, readPayment, shortUsd, sumUsd } from './money.ts'

test('an exact amount shows every digit and at least cents', () => {
  const cases = [
    ['5', '$5.00'],
    ['0.000042', '$0.000042'],
    ['1234567.5', '$1,234,567.50'],
    ['-3.2', '−$3.20'],
    ['0.000000001', '$0.000000001'],
    ['9223372036.854775807', '$9,223,372,036.854775807'],
  ] as const
  for (const [text, shown] of cases) assert.equal(exactUsd(text), shown)
})

test('a short amount is cut, never rounded up: a balance must not look larger than it is', () => {
  const cases = [
    ['0', '$0.00'],
    ['4.999958', '$4.99'],
    ['0.999999', '$0.999'],
    ['0.000042195', '$0.0000421'],
    ['0.000000001', '$0.000000001'],
    ['12345.678', '$12,345.67'],
    ['-4.999', '−$4.99'],
  ] as const
  for (const [text, shown] of cases) assert.equal(shortUsd(text), shown, text)
})

test('sums are exact where floats are not', () => {
  assert.equal(sumUsd(['0.1', '0.2']), '0.3')
  assert.equal(sumUsd(Array.from({ length: 1_000 }, () => '0.000000001')), '0.000001')
  assert.equal(sumUsd(['9007199254.740993', '0.000000001', '-1']), '9007199253.740993001')
  assert.equal(sumUsd([]), '0')
})

test('a budget is full when it is spent, or when it is nothing', () => {
  assert.deepEqual(
    [percentOf('2.5', '5'), percentOf('4.999', '5'), percentOf('7', '5'), percentOf('0', '0'), percentOf('0', '5')],
    [50, 99, 100, 100, 0],
  )
})

test('what a person types becomes decimal text, or a sentence that says what is wrong', () => {
  assert.deepEqual(readAmount(' $1,250.50 '), { usd: '1250.5' })
  assert.deepEqual(readAmount('0.1'), { usd: '0.1' })
  for (const typed of ['', 'five', '-5', '1e3', '0.1234567891', '1.2.3']) assert.ok('wrong' in readAmount(typed), typed)
})

test('quota is exact: one nano-dollar is 0.0005', () => {
  assert.equal(quotaOfUsd('5'), '2,500,000')
  assert.equal(quotaOfUsd('0.000000001'), '0.0005')
  assert.equal(grouped('1000000.0005'), '1,000,000.0005')
  assert.equal(nanoOf('nonsense'), 0n)
})

test('a payment is whole cents between the two ends, both of them included', () => {
  const custom = { min_usd: '1', max_usd: '10000' }
  const says = 'That is not between $1.00 and $10,000.00 in whole cents.'
  for (const typed of ['1', '12.5', '9999.99', '$10,000']) assert.ok('usd' in readPayment(typed, custom), typed)
  for (const typed of ['0.99', '10000.01', '5.001', '0']) assert.deepEqual(readPayment(typed, custom), { wrong: says }, typed)
  assert.deepEqual(readPayment('x', custom), readAmount('x'))
})
