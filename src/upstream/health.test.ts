// Cool-downs, as stories in text tables.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OfferHealth } from '../routing/health.ts'
import { createHealthBook, type HealthOptions } from './health.ts'
import type { FailureKind } from './send.ts'

/** Each line: second, what happened, then the reason and the second until which the offer cools (or `healthy`). */
function play(story: string, options: HealthOptions = {}): string[] {
  const told: string[] = []
  const book = createHealthBook({
    ...options,
    onCooling: (id, health, alert) => told.push(`${id} ${health.reason}${alert ? ' alert' : ''}`),
  })
  for (const line of story.trim().split('\n')) {
    const [event = '', expected = ''] = line.split('->').map((part) => part.trim())
    const [second = '', what = '', detail = ''] = event.split(/\s+/)
    const nowMs = Number(second) * 1_000
    const [kind = '', status = ''] = what.split('/')
    if (what === 'ok') book.succeeded('o', Number(detail) * 1_000, nowMs)
    else if (what !== 'look') {
      const retryAfterMs = detail === '' ? null : Number(detail) * 1_000
      book.failed('o', { kind: kind as FailureKind, status: status === '' ? null : Number(status), retryAfterMs }, nowMs)
    }
    const health: OfferHealth = book.of('o')
    assert.equal(health.coolingUntilMs > nowMs ? `${health.reason} ${health.coolingUntilMs / 1_000}` : 'healthy', expected, line)
  }
  return told
}

test('five failures in a row make an outlier for 30 s, each further time 30 s longer, up to the cap', () => {
  const told = play(
    `
    100 server_error     -> healthy
    101 connect_refused  -> healthy
    102 reset            -> healthy
    103 bad_response     -> healthy
    104 server_error     -> outlier 134
    105 server_error     -> outlier 134
    134 look             -> healthy
    135 server_error     -> outlier 195
    196 server_error     -> outlier 286
    287 server_error     -> outlier 377
  `,
    { coolMsMax: 90_000 },
  )
  assert.deepEqual(told, ['o outlier', 'o outlier', 'o outlier', 'o outlier'])
})

test('a success in between starts the count again', () => {
  play(`
    100 server_error  -> healthy
    101 server_error  -> healthy
    102 server_error  -> healthy
    103 server_error  -> healthy
    104 ok 1          -> healthy
    105 server_error  -> healthy
    106 server_error  -> healthy
    107 server_error  -> healthy
    108 server_error  -> healthy
    109 server_error  -> outlier 139
  `)
})

test('quiet time shortens the next cool-down again', () => {
  const five = (from: number, then: string): string =>
    Array.from({ length: 5 }, (_, index) => `${from + index} server_error -> ${index === 4 ? then : 'healthy'}`).join('\n')
  play(`${five(100, 'outlier 134')}
    135 ok 0 -> healthy
    ${five(136, 'outlier 200')}
    201 ok 0 -> healthy
    ${five(400, 'outlier 434')}`)
})

test('an answer to a request from before the cool-down does not end it; one from within does', () => {
  play(`
    100 unauthorized/401 -> unauthorized 400
    110 ok 20            -> unauthorized 400
    110 ok 5             -> healthy
  `)
})

test('a 429 with a time is spared for that time, success or not', () => {
  const told = play(`
    100 rate_limited/429 20  -> rate_limited 120
    101 rate_limited/429 5   -> rate_limited 120
    102 ok 0                 -> rate_limited 120
    103 rate_limited/429 40  -> rate_limited 143
    143 look                 -> healthy
    144 rate_limited/429 9e9 -> rate_limited 744
  `)
  assert.deepEqual(told, ['o rate_limited', 'o rate_limited'])
})

test('a 429 without a time is spared longer and reported', () => {
  assert.deepEqual(play('100 rate_limited/429 -> rate_limited_silent 160'), ['o rate_limited_silent alert'])
})

for (const what of ['unauthorized/401', 'payment_required/402', 'spend_limit/429']) {
  test(`${what} cools for five minutes at once and is reported`, () => {
    const kind = what.split('/')[0]
    assert.deepEqual(play(`100 ${what} -> ${kind} 400\n399 look -> ${kind} 400\n400 look -> healthy`), [`o ${kind} alert`])
  })
}

for (const what of ['unauthorized/403', 'not_found/404']) {
  test(`${what}, which one caller may provoke, cools only after three in a row`, () => {
    play(`
      100 ${what} -> healthy
      101 ${what} -> healthy
      102 ok 0    -> healthy
      103 ${what} -> healthy
      104 ${what} -> healthy
      105 ${what} -> ${what.split('/')[0]} 405
    `)
  })
}

test('an overloaded offer that named a time is left alone for it', () => {
  play('100 overloaded/529 10 -> overloaded 110\n110 look -> healthy')
})

test('only offers with trouble are remembered, and never more than the limit', () => {
  const book = createHealthBook({ offersMax: 3 })
  book.succeeded('fine', 1, 1)
  assert.equal(book.all().length, 0)
  for (let index = 0; index < 10; index++) book.failed(`o${index}`, { kind: 'reset', status: null, retryAfterMs: null }, index)
  assert.deepEqual(
    book.all().map((entry) => entry.offerId),
    ['o7', 'o8', 'o9'],
  )
  book.succeeded('o7', 0, 100_000)
  book.forget('o8')
  assert.deepEqual(
    book.all().map((entry) => entry.offerId),
    ['o9'],
  )
})
