// Peaks count at once and sink with time; old figures are none.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSpeedBook } from './speeds.ts'

const second = 1_000

test('an offer nobody measured is unknown', () => {
  assert.deepEqual(createSpeedBook().of('a', 0), { firstByteMs: null, tokensPerSecond: null })
})

test('a slow answer counts whole and at once, a fast one pulls the average down with time', () => {
  const book = createSpeedBook({ decayMs: 30 * second })
  book.answered('a', 100, 0)
  book.answered('a', 900, second)
  assert.equal(book.of('a', second).firstByteMs, 900)
  book.answered('a', 100, 2 * second)
  const soon = book.of('a', 2 * second).firstByteMs ?? 0
  assert.ok(soon > 800 && soon < 900, `${soon}`)
  book.answered('a', 100, 200 * second)
  assert.equal(book.of('a', 200 * second).firstByteMs, 101)
})

test('throughput is an average of whole streams; a short answer says nothing of it', () => {
  const book = createSpeedBook({ decayMs: second })
  book.streamed('a', 5, 1, 0)
  assert.equal(book.of('a', 0).tokensPerSecond, null)
  book.streamed('a', 100, second, 0)
  book.streamed('a', 200, second, 100 * second)
  assert.equal(book.of('a', 100 * second).tokensPerSecond, 200)
})

test('figures of more than five minutes ago are no figures', () => {
  const book = createSpeedBook()
  book.answered('a', 100, 0)
  assert.equal(book.of('a', 300 * second).firstByteMs, 100)
  assert.equal(book.of('a', 301 * second).firstByteMs, null)
})

test('no more offers are remembered than allowed', () => {
  const book = createSpeedBook({ offersMax: 2 })
  for (const offer of ['a', 'b', 'c']) book.answered(offer, 1, 0)
  assert.deepEqual(
    ['a', 'b', 'c'].map((offer) => book.of(offer, 0).firstByteMs),
    [null, 1, 1],
  )
})

test('how long all but one in twenty take is said once twenty were measured, and of the latest ones only', () => {
  const book = createSpeedBook()
  for (let ms = 1; ms <= 19; ms++) book.began('m', ms)
  assert.equal(book.beganP95('m'), null)
  book.began('m', 20)
  assert.equal(book.beganP95('m'), 20)
  for (let call = 0; call < 128; call++) book.began('m', 7)
  assert.equal(book.beganP95('m'), 7)
  assert.equal(book.beganP95('other'), null)
})
