// What became of mutants that were tried before, kept in .cache/: a run that was cut short goes on where it ended. Knows no mutation.
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

export type Fate = 'killed' | 'timed out' | 'survived'

export interface Verdicts {
  get(name: string): Fate | undefined
  /** On disk before it returns. */
  keep(name: string, fate: Fate): void
}

/** The name of one trial: the mutated text and the tests that looked at it. Another test, or another source, is another trial. */
export function trialName(mutated: string, tests: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([mutated, ...tests]))
    .digest('hex')
}

/** `anew`: forgets what the file holds. A line that a kill cut in half is passed over. */
export function openVerdicts(file: string, anew: boolean): Verdicts {
  if (anew) rmSync(file, { force: true })
  mkdirSync(dirname(file), { recursive: true })
  const known = new Map<string, Fate>()
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  for (const line of lines) {
    const [name = '', fate = ''] = line.split(' ', 2)
    if (name.length === 64) known.set(name, fate.replace('-', ' ') as Fate)
  }
  return {
    get: (name) => known.get(name),
    keep(name, fate) {
      known.set(name, fate)
      appendFileSync(file, `${name} ${fate.replace(' ', '-')}\n`)
    },
  }
}
