// The simulation sees what it is there to see: each planted mistake is reported, with its seed; one of them with the short list of its steps.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faults, withFault } from './faults.ts'
import { playRuns, report } from './runs.ts'

/** Shortening a list of steps plays it some forty times, ten times what finding it takes; nothing is asked of the list but in the last test. */
const plan = { seed: 1, runs: 200, commands: 100, shrinkTriesMax: 0 }

for (const fault of faults) {
  test(`found: ${fault.name}`, async (t) => {
    const { found } = await withFault(fault, (play) => play(plan))
    assert.ok(found !== null, 'no run noticed it')
    t.diagnostic(`seed ${found.seed}, ${found.store}: ${found.says}`)
  })
}

test('found: a verdict that leaves before its commit', async () => {
  const { found } = await playRuns({ ...plan, planted: { answerFirst: true } })
  assert.match(found?.says ?? '', /acknowledged before its commit/)
})

test('found: a connection whose commits do not wait for the disk', async () => {
  const { found } = await playRuns({ ...plan, planted: { relaxed: true } })
  assert.match(found?.says ?? '', /after a crash/)
})

test('a failing run is told with its seed, a list that is nearly minimal and fails in the same way, and the command that repeats it', async () => {
  const { found } = await playRuns({ ...plan, shrinkTriesMax: 600, planted: { relaxed: true } })
  assert.ok(found !== null)
  assert.ok(found.steps.length <= 4, `${found.steps.length} steps`)
  const text = report(found, 100)
  assert.match(text, new RegExp(`^seed ${found.seed} fails on the sqlite store: `))
  assert.match(text, new RegExp(`node test/simulation/run.ts --seed ${found.seed} --runs 1 --commands 100$`))
})
