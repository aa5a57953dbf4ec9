// The matrix of upstream faults (U1 to U25) as a table: what a provider does, and what its callers see of it. Plays nothing itself.
import assert from 'node:assert/strict'
import { openTestGateway, type TestGateway, type TestOptions } from '../gateway/open-test-gateway.ts'
import type { Behaviour } from './behaviours.ts'
import type { FaultProvider } from './fault-provider.ts'

/**
 * What a client gets: a whole answer, one that ends at its length, a stream that breaks off with an error event, or a refusal by its code.
 * `broken` is charged for what was received; a refusal costs nothing.
 */
export type Seen = 'answer' | 'length' | 'broken' | 'upstream_error' | 'upstream_unavailable' | 'upstream_request_timeout'

export interface Row {
  readonly id: string
  readonly fault: string
  /** Of the first provider: for this call only, or for every one. */
  readonly once?: Behaviour
  readonly always?: Behaviour
  /** Where no behaviour is enough. */
  readonly prepare?: (provider: FaultProvider) => void
  /** Another base URL; given the provider's port. */
  readonly base?: (port: number) => string
  readonly options?: TestOptions
  readonly body?: object
  /** Without another provider, buffered and streamed; and how often the provider was asked. */
  readonly alone: readonly [buffered: Seen, streamed: Seen, asked: number]
  /** With another provider behind it; and how often each was asked, buffered and streamed. */
  readonly behind: readonly [buffered: Seen, streamed: Seen, askedBuffered: string, askedStreamed: string]
}

const quick = { settings: { firstByteMs: 400, bufferedTotalMs: 400, idleMs: 200 } }
const short = { settings: { eventBytesMax: 65_536, answerBytesMax: 262_144 } }
const elsewhere = ['answer', 'answer', '1 1', '1 1'] as const

export const rows: readonly Row[] = [
  {
    id: 'U1',
    fault: 'refuses connections',
    prepare: (provider) => provider.stopListening(),
    alone: ['upstream_unavailable', 'upstream_unavailable', 0],
    behind: ['answer', 'answer', '0 1', '0 1'],
  },
  {
    id: 'U3',
    fault: 'fails the TLS handshake',
    base: (port) => `https://127.0.0.1:${port}/v1`,
    alone: ['upstream_unavailable', 'upstream_unavailable', 0],
    behind: ['answer', 'answer', '0 1', '0 1'],
  },
  {
    id: 'U5',
    fault: 'resets before its headers, once',
    once: { kind: 'reset_before_headers' },
    alone: ['answer', 'answer', 2],
    behind: elsewhere,
  },
  {
    id: 'U5',
    fault: 'resets before its headers, always',
    always: { kind: 'reset_before_headers' },
    alone: ['upstream_error', 'upstream_error', 3],
    behind: elsewhere,
  },
  {
    id: 'U6',
    fault: 'accepts and never answers',
    always: { kind: 'hang_before_headers' },
    options: quick,
    alone: ['upstream_request_timeout', 'upstream_request_timeout', 1],
    behind: ['upstream_request_timeout', 'answer', '1 0', '1 1'],
  },
  {
    id: 'U7',
    fault: 'limits us and names a long time',
    always: { kind: 'status', code: 429, headers: { 'retry-after': '30' } },
    alone: ['upstream_unavailable', 'upstream_unavailable', 1],
    behind: elsewhere,
  },
  {
    id: 'U8',
    fault: 'limits us without a time',
    always: { kind: 'status', code: 429 },
    alone: ['upstream_unavailable', 'upstream_unavailable', 3],
    behind: elsewhere,
  },
  {
    id: 'U9',
    fault: 'answers 500',
    always: { kind: 'status', code: 500 },
    alone: ['upstream_error', 'upstream_error', 3],
    behind: elsewhere,
  },
  {
    id: 'U9',
    fault: 'answers 529',
    always: { kind: 'status', code: 529 },
    alone: ['upstream_unavailable', 'upstream_unavailable', 3],
    behind: elsewhere,
  },
  {
    id: 'U10',
    fault: 'refuses our key with 401',
    always: { kind: 'status', code: 401 },
    alone: ['upstream_error', 'upstream_error', 1],
    behind: elsewhere,
  },
  {
    id: 'U10',
    fault: 'refuses our key with 403',
    always: { kind: 'status', code: 403 },
    alone: ['upstream_error', 'upstream_error', 1],
    behind: elsewhere,
  },
  {
    id: 'U11',
    fault: 'answers 200 with HTML',
    always: { kind: 'html' },
    alone: ['upstream_error', 'upstream_error', 1],
    behind: elsewhere,
  },
  {
    id: 'U11',
    fault: 'answers 200 with nothing',
    always: { kind: 'empty' },
    alone: ['upstream_error', 'upstream_error', 1],
    behind: elsewhere,
  },
  {
    id: 'U11',
    fault: 'answers 200 with broken JSON',
    always: { kind: 'broken_json' },
    alone: ['upstream_error', 'upstream_error', 1],
    behind: elsewhere,
  },
  {
    id: 'U12',
    fault: 'answers rightly under a wrong content type',
    always: { kind: 'wrong_content_type' },
    alone: ['answer', 'answer', 1],
    behind: ['answer', 'answer', '1 0', '1 0'],
  },
  {
    id: 'U12',
    fault: 'streams where JSON was asked, and the other way round',
    always: { kind: 'answer', form: 'json' },
    alone: ['answer', 'answer', 1],
    behind: ['answer', 'answer', '1 0', '1 0'],
  },
  {
    id: 'U13',
    fault: 'ends its stream cleanly in the middle',
    always: { kind: 'cut', where: 'no_done' },
    alone: ['upstream_error', 'broken', 1],
    behind: ['answer', 'broken', '1 1', '1 0'],
  },
  {
    id: 'U13',
    fault: 'ends in the middle of an event',
    always: { kind: 'cut', where: 'mid_event' },
    alone: ['upstream_error', 'broken', 1],
    behind: ['answer', 'broken', '1 1', '1 0'],
  },
  {
    id: 'U13',
    fault: 'ends in the middle of a character',
    always: { kind: 'cut', where: 'mid_utf8' },
    alone: ['upstream_error', 'broken', 1],
    behind: ['answer', 'broken', '1 1', '1 0'],
  },
  {
    id: 'U14',
    fault: 'resets in the middle',
    always: { kind: 'reset_mid_body' },
    alone: ['upstream_error', 'broken', 1],
    behind: ['answer', 'broken', '1 1', '1 0'],
  },
  {
    id: 'U15',
    fault: 'stalls in the middle',
    always: { kind: 'stall_mid_stream' },
    options: quick,
    alone: ['upstream_request_timeout', 'broken', 1],
    behind: ['upstream_request_timeout', 'broken', '1 0', '1 0'],
  },
  ...(['missing', 'null', 'twice', 'negative', 'huge', 'strings'] as const).map(
    (usage): Row => ({
      id: 'U16',
      fault: `reports usage that is ${usage}`,
      always: { kind: 'answer', usage },
      alone: ['answer', 'answer', 1],
      behind: ['answer', 'answer', '1 0', '1 0'],
    }),
  ),
  {
    id: 'U17',
    fault: 'reports an error in the middle, then [DONE]',
    always: { kind: 'error_mid_stream' },
    alone: ['upstream_error', 'broken', 1],
    behind: ['answer', 'broken', '1 1', '1 0'],
  },
  {
    id: 'U18',
    fault: 'sends an event beyond the limit',
    always: { kind: 'big_event', bytes: 1_000_000 },
    options: short,
    alone: ['upstream_error', 'broken', 1],
    behind: ['upstream_error', 'broken', '1 0', '1 0'],
  },
  {
    id: 'U18',
    fault: 'sends a body without end',
    always: { kind: 'endless' },
    options: short,
    alone: ['upstream_error', 'length', 1],
    behind: ['upstream_error', 'length', '1 0', '1 0'],
  },
  {
    id: 'U19',
    fault: 'sends thousands of tiny events',
    always: { kind: 'tiny_events', count: 5_000 },
    alone: ['upstream_error', 'answer', 1],
    behind: ['answer', 'answer', '1 1', '1 0'],
  },
  {
    id: 'U19',
    fault: 'drips one byte at a time',
    always: { kind: 'drip', intervalMs: 1 },
    alone: ['answer', 'answer', 1],
    behind: ['answer', 'answer', '1 0', '1 0'],
  },
  {
    id: 'U20',
    fault: 'sends a gzip bomb',
    always: { kind: 'gzip_bomb', bytes: 64_000_000 },
    alone: ['upstream_error', 'upstream_error', 1],
    behind: elsewhere,
  },
  {
    id: 'U21',
    fault: 'redirects to a metadata address',
    always: { kind: 'redirect' },
    alone: ['upstream_error', 'upstream_error', 1],
    behind: elsewhere,
  },
  {
    id: 'U22',
    fault: 'ignores the output cap',
    always: { kind: 'answer', text: 'word '.repeat(2_000), ignoresCap: true, chunks: 2_000 },
    body: { max_tokens: 20 },
    alone: ['answer', 'length', 1],
    behind: ['answer', 'length', '1 0', '1 0'],
  },
  {
    id: 'U23',
    fault: 'sends interim answers and cookies',
    always: { kind: 'answer', before: [100, 103], headers: { 'set-cookie': 'upstream=1' } },
    alone: ['answer', 'answer', 1],
    behind: ['answer', 'answer', '1 0', '1 0'],
  },
  {
    id: 'U24',
    fault: 'writes bytes on an idle socket',
    always: { kind: 'answer', bytesAfter: 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nwrong' },
    alone: ['answer', 'answer', 1],
    behind: ['answer', 'answer', '1 0', '1 0'],
  },
  {
    id: 'U25',
    fault: 'echoes our key in an error',
    always: { kind: 'key_echoed', code: 401 },
    alone: ['upstream_error', 'upstream_error', 1],
    behind: elsewhere,
  },
]

export async function houseFor(row: Row, providers: number): Promise<TestGateway> {
  const { base } = row
  const house = await openTestGateway({
    ...row.options,
    providers,
    deps(deps) {
      const [first, ...others] = [...deps.targets()]
      if (base === undefined || first === undefined) return {}
      const baseUrl = base(Number(new URL(first[1].baseUrl).port))
      const targets = new Map([[first[0], { ...first[1], baseUrl }], ...others])
      return { targets: () => targets }
    },
  })
  const [first] = house.providers
  assert.ok(first)
  row.prepare?.(first)
  first.script('*', { ...(row.once && { next: [row.once] }), ...(row.always && { then: row.always }) })
  return house
}
