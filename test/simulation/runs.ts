// Many runs, one seed after the other, against both stores; stops at the first failure and makes it short. Knows no command line.
import type { OpenHouse } from './house.ts'
import { openMemoryHouse } from './memory-house.ts'
import { shrink } from './shrink.ts'
import { emptyTally, type Failure, simulate, type Tally } from './simulate.ts'
import { openSqliteHouses, type Planted } from './sqlite-house.ts'
import { type Step, stepsOf } from './steps.ts'

export interface Plan {
  readonly seed: number
  readonly runs: number
  readonly commands: number
  readonly planted?: Planted
  /** Lists played to make a failing one shorter. */
  readonly shrinkTriesMax?: number
}

export interface Played {
  readonly found: Found | null
  readonly tally: Tally
}

export interface Found extends Failure {
  readonly seed: number
  readonly store: string
  /** The shortest list of steps that was found to fail. */
  readonly steps: readonly Step[]
}

export function playRuns(plan: Plan): Promise<Played> {
  const seeds = Array.from({ length: plan.runs }, (_, index) => plan.seed + index)
  return playAll(
    seeds.map((seed) => ({ seed, steps: () => stepsOf(seed, plan.commands) })),
    plan,
  )
}

/** One list of steps, whatever seed it came from. */
export function playSteps(steps: readonly Step[]): Promise<Played> {
  return playAll([{ seed: 0, steps: () => steps }], {})
}

interface Run {
  readonly seed: number
  readonly steps: () => readonly Step[]
}

async function playAll(
  runs: readonly Run[],
  { planted = {}, shrinkTriesMax = 600 }: Pick<Plan, 'planted' | 'shrinkTriesMax'>,
): Promise<Played> {
  const tally = emptyTally()
  const sqlite = openSqliteHouses(planted)
  const stores: readonly (readonly [string, OpenHouse])[] = [
    ['sqlite', () => sqlite.open()],
    ['memory', openMemoryHouse],
  ]
  try {
    for (const run of runs) {
      const { seed } = run
      const steps = run.steps()
      for (const [store, open] of stores) {
        const failure = await simulate(steps, open, tally)
        if (failure !== null) return { found: await shortest({ seed, store, open, shrinkTriesMax }, steps), tally }
      }
    }
    return { found: null, tally }
  } finally {
    sqlite.close()
  }
}

interface Failing {
  readonly seed: number
  readonly store: string
  readonly open: OpenHouse
  readonly shrinkTriesMax: number
}

async function shortest({ seed, store, open, shrinkTriesMax }: Failing, steps: readonly Step[]): Promise<Found> {
  const short = await shrink(steps, async (some) => (await simulate(some, open)) !== null, shrinkTriesMax)
  const failure = await simulate(short, open)
  return { seed, store, steps: short, ...(failure ?? { at: 0, says: 'it does not fail again: something in the run is not from the seed' }) }
}

/** What a person needs to see it again. */
export function report({ seed, store, steps, says, at }: Found, commands: number): string {
  const lines = steps.map((step, index) => `  ${index === at ? '>' : ' '} ${JSON.stringify(step)}`)
  return [
    `seed ${seed} fails on the ${store} store: ${says}`,
    ...lines,
    `again: node test/simulation/run.ts --seed ${seed} --runs 1 --commands ${commands}`,
  ].join('\n')
}
