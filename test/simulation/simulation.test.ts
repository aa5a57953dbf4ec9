// 500 runs of 100 commands on each store, and every run that once found something. 10 000 runs:
// `node test/simulation/run.ts --runs 10000 --commands 100`.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pastRuns } from './regressions.ts'
import { playRuns, playSteps, report } from './runs.ts'
import { stepsOf } from './steps.ts'

async function playClean(seed: number, runs: number, commands: number) {
  const { found, tally } = await playRuns({ seed, runs, commands })
  assert.equal(found === null ? '' : report(found, commands), '')
  return tally
}

test('500 runs of deposits, holds, extensions, settlements, key changes, clock steps and crashes agree with the reference', async (t) => {
  const tally = await playClean(1, 500, 100)
  t.diagnostic(`${tally.commits} commits, ${tally.verdicts} verdicts, ${tally.crashes} crashes`)
  assert.ok(tally.verdicts > 20_000 && tally.crashes > 1_000, 'the runs did something')
})

for (const { why, steps } of pastRuns) {
  test(`again: ${why}`, async () => {
    const { found } = await playSteps(steps)
    assert.equal(found === null ? '' : report(found, steps.length), '')
  })
}

test('the same seed gives the same steps, and another seed others', () => {
  assert.deepEqual(stepsOf(7, 100), stepsOf(7, 100))
  assert.notDeepEqual(stepsOf(7, 100), stepsOf(8, 100))
})
