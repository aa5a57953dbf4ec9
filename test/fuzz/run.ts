// `npm run fuzz -- --hours 2 [--target sse] [--seed 7]`: the fuzzers on new seeds until the time is over, or one seed again. Exits 1 at a finding.
import { parseArgs } from 'node:util'
import { systemClock } from '../../src/base/clock.ts'
import { createRandom } from '../simulation/random.ts'
import { targets } from './targets.ts'

const { values } = parseArgs({
  options: { hours: { type: 'string', default: '0.1' }, target: { type: 'string' }, seed: { type: 'string' } },
})
const chosen = targets.filter(({ name }) => values.target === undefined || name === values.target)
if (chosen.length === 0) throw new Error(`there are the targets ${targets.map(({ name }) => name).join(', ')}`)

const clock = systemClock()
const untilMs = clock.now() + Number(values.hours) * 3_600_000
let seed = values.seed === undefined ? clock.now() % 1_000_000_000 : Number(values.seed)
let tries = 0
do {
  for (const { name, run } of chosen) {
    try {
      run(createRandom(seed))
    } catch (error) {
      process.stderr.write(`npm run fuzz -- --target ${name} --seed ${seed}\n`)
      throw error
    }
    tries += 1
  }
  seed += 1
} while (values.seed === undefined && clock.now() < untilMs)
process.stdout.write(`${tries} tries of ${chosen.map(({ name }) => name).join(', ')}, no finding; the last seed was ${seed - 1}\n`)
