// The reference pages say what the code does, in both directions: routes, problems, and the figures of the limits.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { problems } from '../contract/problems.ts'
import { exposedHeaders } from './cors.ts'
import { defaultHttpLimits } from './limits.ts'
import { routes } from './routes.ts'

const page = (name: string): string => readFileSync(new URL(`../../docs/reference/${name}`, import.meta.url), 'utf8')
const api = page('http-api.md')

/** The cells of all table rows of a section whose first cell is code matching a pattern. */
function rowsOf(text: string, first: RegExp): string[][] {
  const rows = text.split('\n').filter((line) => line.startsWith('| `'))
  return rows.map((line) => line.slice(2, -2).split(' | ')).filter((cells) => first.test(cells[0] ?? ''))
}

/** From one heading to the next one of any level. */
function section(heading: string): string {
  const from = api.indexOf(`\n## ${heading}\n`)
  assert.notEqual(from, -1, `there is no section ${heading}`)
  const next = api.slice(from + 1).search(/\n##/)
  return api.slice(from, next === -1 ? undefined : from + 1 + next)
}

test('http-api.md lists every route with its auth class, and no other', () => {
  assert.deepEqual(
    rowsOf(section('Routes'), /./).map(([route, auth]) => [route, auth]),
    routes.map((route) => [`\`${route.method} ${route.path}\``, route.auth]),
  )
})

test('problems.md has one row per code with its status, type, cause, retry advice and remedy, and no other', () => {
  const advice = { no: 'no: `x-should-retry: false`', after: 'after `retry-after`', once: 'once', bounded: 'a few times' } as const
  assert.deepEqual(
    rowsOf(page('problems.md'), /^`[a-z_]+`$/),
    Object.entries(problems).map(([code, row]) => {
      const { status, type, when, retry, remedy } = row
      return [`\`${code}\``, String(status), `\`${type}\``, when, advice[retry], remedy]
    }),
  )
})

test('http-api.md names every exposed header', () => {
  const headers = api.replace('x-ratelimit-{limit,remaining,reset}-{requests,tokens}', () =>
    ['limit', 'remaining', 'reset'].flatMap((what) => ['requests', 'tokens'].map((of) => `x-ratelimit-${what}-${of}`)).join(' '),
  )
  for (const name of exposedHeaders) assert.ok(headers.includes(name), `${name} is not documented`)
})

test('the figures of http-api.md are the default limits', () => {
  const limits = defaultHttpLimits
  const kib = 1_024
  for (const figure of [
    `${limits.headerBytesMax / kib} KiB, ${limits.headersMax} headers, complete within ${limits.headersMs / 1_000} s`,
    `${limits.bodyBytesMax / kib / kib} MiB, complete within ${limits.bodyMs / 1_000} s`,
    `below ${limits.bodyBytesPerSecondMin / kib} KiB/s after ${limits.bodyGraceMs / 1_000} s`,
    `${limits.bodiesBytesMax / kib / kib} MiB on the server, ${limits.bodiesBytesPerClientMax / kib / kib} MiB per key`,
    `after ${limits.heartbeatMs / 1_000} s of silence`,
    `More than ${limits.unsentBytesMax / kib} KiB`,
  ]) {
    assert.ok(api.includes(figure), figure)
  }
})
