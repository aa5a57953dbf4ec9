// Plays simulations from the command line: `node test/simulation/run.ts --seed 1 --runs 10000 --commands 100`.
import { parseArgs } from 'node:util'
import { playRuns, report } from './runs.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '500' },
    commands: { type: 'string', default: '100' },
  },
})
const plan = { seed: Number(values.seed), runs: Number(values.runs), commands: Number(values.commands) }
const started = performance.now()
const { found, tally } = await playRuns(plan)
const seconds = ((performance.now() - started) / 1_000).toFixed(1)
if (found === null) {
  const { commits, crashes, verdicts } = tally
  process.stdout.write(
    `${plan.runs} runs x ${plan.commands} commands on each store, seeds ${plan.seed} to ${plan.seed + plan.runs - 1}: nothing found in ${seconds} s\n`,
  )
  process.stdout.write(`${commits} commits, ${verdicts} verdicts compared, ${crashes} crashes and recoveries\n`)
  const kinds = [...tally.kinds].filter(([kind]) => !/ \d|null/.test(kind)).sort((a, b) => b[1] - a[1])
  process.stdout.write(`${kinds.map(([kind, times]) => `  ${String(times).padStart(7)}  ${kind}`).join('\n')}\n`)
} else {
  process.stdout.write(`${report(found, plan.commands)}\n`)
  process.exitCode = 1
}
