// Every cassette with values of the wrong kind in it, at many places: a provider's nonsense is an answer or an end, never an exception; a
// client's is read or refused, and whatever was read can be sent. The mistakes are drawn from a seed, so a failure can be played again.
import { bufferOf } from '../../src/base/byte-text.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dialectNames, upstreamDialectNames } from '../../src/contract/dialects.ts'
import { problem } from '../../src/contract/problems.ts'
import { dialectNamed, upstreamDialectNamed } from '../../src/dialects/registry.ts'
import { translateStream, translateWhole } from '../../src/dialects/translate.ts'
import { cost, frame, readChunks, requestOf, scanLimits, upstreamCassettes } from './cassettes.ts'

const rounds = 40
const odd: readonly unknown[] = [
  null,
  true,
  -1,
  1e300,
  '',
  'text',
  'nxr1.gemini.',
  [],
  [null],
  [[]],
  {},
  { type: 'text' },
  { type: 7 },
  '{"a":',
  '%',
]

/** 0 <= x < 1, the same for the same seed (mulberry32). */
function drawFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A copy in which about one value in ten is another, or gone. */
function spoiled(value: unknown, draw: () => number): unknown {
  if (draw() < 0.06) return odd[Math.floor(draw() * odd.length)]
  if (Array.isArray(value)) return value.filter(() => draw() > 0.03).map((item) => spoiled(item, draw))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).flatMap(([name, member]) => (draw() < 0.03 ? [] : [[name, spoiled(member, draw)]])))
}

const counted = { usage: { prompt: 1, cached: 0, cacheWrite: 0, completion: 1, reasoning: 0 }, cost: () => cost }
const cut = problem('upstream_error', 'It broke off.')

for (const [at, cassette] of upstreamCassettes.entries()) {
  const upstream = upstreamDialectNamed(cassette.dialect)
  const asker = dialectNamed(cassette.asked.by)
  const request = requestOf(cassette)

  test(`${cassette.dialect}: ${cassette.name}: spoiled, its answer ends in one way or another`, () => {
    for (let round = 0; round < rounds; round++) {
      const draw = drawFrom(at * 1_000 + round)
      const events = cassette.events.map((event) => spoiled(event, draw)).filter((event) => typeof event === 'object' && event !== null)
      const { chunks } = readChunks(upstream, events)
      const joined = upstream.joinEvents()
      for (const event of events) joined.add(event)
      JSON.stringify(joined.completion())
      for (const client of dialectNames.map(dialectNamed)) {
        const open = () => (client === upstream ? client.passStream(frame) : translateStream({ upstream, client, request }, frame))
        for (const ending of ['end', 'stop', 'fail'] as const) {
          const writer = open()
          const out: Uint8Array[] = []
          for (const chunk of chunks) writer.take(chunk, out)
          if (ending === 'stop') writer.stop('output_cap', [0], out)
          if (ending === 'fail') writer.fail(cut, out)
          else writer.end(counted, out)
        }
      }
    }
  })

  test(`${cassette.dialect}: ${cassette.name}: spoiled, it is read as an answer, an error or neither when it is whole`, () => {
    for (let round = 0; round < rounds; round++) {
      const value = spoiled(cassette.answer, drawFrom(at * 1_000 + round))
      const whole = upstream.readWholeAnswer(Buffer.from(JSON.stringify(value ?? null)))
      upstream.readError(value)
      if (whole.kind !== 'answer') continue
      for (const client of dialectNames.map(dialectNamed)) {
        const sides = { upstream, client, request }
        if (client !== upstream) assert.ok(JSON.parse(Buffer.from(translateWhole(sides, whole.value, frame, counted)).toString()))
      }
    }
  })

  test(`${cassette.dialect}: ${cassette.name}: spoiled, the request is refused or can be sent to anybody`, () => {
    for (let round = 0; round < rounds; round++) {
      const body = spoiled(cassette.asked.request, drawFrom(at * 1_000 + round))
      const again = asker.readRequest(Buffer.from(JSON.stringify(body)), scanLimits, { model: 'm', stream: round % 2 === 0 })
      if (!again.ok) continue
      const common = asker.requestToCommon(again.value)
      for (const to of upstreamDialectNames.map(upstreamDialectNamed)) {
        const offer = { upstreamModel: 'theirs', outputCapField: 'max_tokens', takesStreamOptions: true, dropsParams: ['top_k'] } as const
        const thinking = round % 3 === 0 ? ({ thinking: 'budget' } as const) : {}
        const ask = { offer: { ...offer, ...thinking }, outputCap: 100, stream: true, reasons: true }
        JSON.parse(bufferOf(to.requestFromCommon(common, ask).body).toString())
        if (to === asker) JSON.parse(bufferOf(asker.writeRequest(again.value, offer, 100, true).body).toString())
      }
    }
  })
}
