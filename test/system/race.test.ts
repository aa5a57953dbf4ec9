// The races of `demo race`: against a server process and the scripted provider, by the command itself, and where a claim does not hold.
// More rounds by hand: RACE_ROUNDS=100 node --test test/system/race.test.ts
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { systemClock } from '../../src/base/clock.ts'
import type { GatedUpstream } from '../../src/cli/race/gated-upstream.ts'
import { callNano, openRaceHouse, raceCalls, raceConfig, type RaceHouse } from '../../src/cli/race/race-house.ts'
import { races } from '../../src/cli/race/races.ts'
import { startFaultProvider, type FaultProvider } from '../faults/fault-provider.ts'
import { raceRounds } from './rounds.ts'
import { runCli, startRouter, type Router } from './start-router.ts'

let provider: FaultProvider
let router: Router
let house: RaceHouse
before(async () => {
  provider = await startFaultProvider()
  router = await startRouter({ yaml: raceConfig(provider.baseUrl) })
  const url = `http://127.0.0.1:${router.port}`
  house = { ...raceCalls(url, router.managementKey), url, upstream: gateOf(provider), close: async () => {} }
})
after(async () => {
  await router?.[Symbol.asyncDispose]()
  await provider.close()
})

/** The scripted provider has a gate of its own; its log says who stands before it. */
function gateOf({ baseUrl, calls, hold, release }: FaultProvider): GatedUpstream {
  let shutAt: number | null = null
  let looking: NodeJS.Timeout | undefined
  return {
    baseUrl,
    shut() {
      shutAt ??= calls.length
      hold()
    },
    open() {
      shutAt = null
      clearInterval(looking)
      release()
    },
    waiting: () => (shutAt === null ? 0 : calls.length - shutAt),
    arrived: () => calls.length,
    onArrival(listener) {
      clearInterval(looking)
      looking = setInterval(listener, 5)
    },
    close: async () => {},
  }
}

for (const { name, claim, round } of races) {
  test(`${name}, ${raceRounds} rounds against a server process: ${claim}`, async () => {
    for (let number = 1; number <= raceRounds; number++) {
      const { broken, ...sums } = await round(house)
      assert.deepEqual(
        broken,
        [],
        `round ${number}: ${JSON.stringify(sums, (_, value) => (typeof value === 'bigint' ? `${value}` : value))}`,
      )
    }
  })
}

test('a hundred rounds may ask for their sums as often as they do', async () => {
  // About seven calls of the control API in a round; the usual limit of one credential is 600 a minute.
  for (let call = 0; call < 700; call++) await house.money()
})

test('the command plays every race, says that all claims held, and leaves nothing behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nexorouter-race-test-'))
  try {
    // A key of a real vendor in the surroundings must not matter.
    const env = { TMPDIR: folder, OPENAI_API_KEY: 'not-to-be-used', NO_COLOR: '1' }
    const said = await runCli(['demo', 'race', '--rounds', '1'], env)
    assert.equal(said.code, 0, said.stderr + said.stdout)
    assert.match(said.stdout, /^balance +200 +10 +190 +\$5 +\$5 +\$0 +1 of 1 rounds$/m)
    assert.match(said.stdout, /Every claim held in every round/)
    const asked = await runCli(['demo', 'race', '--rounds', '1', '--json'], env)
    const result = JSON.parse(asked.stdout) as { held: boolean; races: { name: string; held: boolean; rounds: { admitted: number }[] }[] }
    assert.deepEqual([asked.code, result.held, result.races.every(({ held }) => held)], [0, true, true])
    assert.deepEqual(
      result.races.map(({ name }) => name),
      races.map(({ name }) => name),
    )
    assert.equal(result.races[0]?.rounds[0]?.admitted, 10)
    assert.deepEqual(readdirSync(folder), [])
    assert.equal((await runCli(['demo', 'race', '--rounds', '0'], env)).code, 2)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a claim that does not hold is said: here the balance is for 11 calls', async () => {
  const terminal = { interactive: false, colour: false, out: () => {}, err: () => {} }
  const one = await openRaceHouse({ terminal, env: {}, cwd: tmpdir(), clock: systemClock(), ask: async () => undefined })
  try {
    const generous = { ...one, fill: (nano: bigint) => one.fill(nano + callNano) }
    const { broken, admitted } = await (races[0] as (typeof races)[number]).round(generous)
    assert.equal(admitted, 11)
    assert.deepEqual(broken, [
      '11 requests stood before the provider, not 10',
      '$5.5 was held while they waited, not $5',
      '11 requests were admitted, not 10',
      '$5.5 was charged',
    ])
  } finally {
    await one.close()
  }
})
