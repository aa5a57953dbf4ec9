// The fuzzers for as many tries as a test run has time for, from fixed seeds. `npm run fuzz -- --hours 2` goes on with others.
import { test } from 'node:test'
import { createRandom } from '../simulation/random.ts'
import { targets } from './targets.ts'

const triesPerTarget = 3_000

for (const { name, run } of targets) {
  test(`${name}: what must hold, holds for ${triesPerTarget} mutated inputs`, () => {
    for (let seed = 1; seed <= triesPerTarget; seed++) {
      try {
        run(createRandom(seed))
      } catch (error) {
        throw new Error(`npm run fuzz -- --target ${name} --seed ${seed}`, { cause: error })
      }
    }
  })
}
