// `demo race`: plays the races on this machine and prints what came of them. Ends with 0 only when every claim held. Knows no money rules.
import { formatUsd } from '../../contract/money.ts'
import type { CliContext } from '../context.ts'
import { CliFailure } from '../exit-codes.ts'
import { json, paint, table, type Terminal } from '../output.ts'
import { openRaceHouse } from '../race/race-house.ts'
import { type Race, races, type Round } from '../race/races.ts'
import { readVersion } from '../version.ts'

export interface RaceFlags {
  readonly rounds: number
  readonly json?: boolean
}

interface Result {
  readonly race: Race
  readonly rounds: readonly Round[]
}

export async function race(context: CliContext, flags: RaceFlags): Promise<void> {
  const { terminal } = context
  const started = context.clock.elapsed()
  const house = await openRaceHouse(context)
  const results: Result[] = []
  try {
    if (!flags.json) terminal.out(opening(terminal, house.url, flags.rounds))
    for (const one of races) {
      const rounds: Round[] = []
      for (let number = 1; number <= flags.rounds; number++) {
        progress(terminal, `${one.name}: round ${number} of ${flags.rounds}`)
        rounds.push(await one.round(house))
      }
      results.push({ race: one, rounds })
    }
  } finally {
    progress(terminal, '')
    await house.close()
  }
  const seconds = (context.clock.elapsed() - started) / 1_000
  terminal.out(flags.json ? json(resultsJson(results, seconds)) : closing(terminal, results, seconds))
  const broken = results.flatMap(({ rounds }) => rounds.flatMap((round) => round.broken))
  if (broken.length > 0) throw new CliFailure('failed', `a claim did not hold: ${broken[0]}. Please report this with the output above.`)
}

function opening(terminal: Terminal, url: string, rounds: number): string {
  const times = rounds === 1 ? 'once' : `${rounds} times`
  return [
    paint(terminal, 'bold', 'Can a crowd spend more than there is?'),
    '',
    `NexoRouter ${readVersion()} runs at ${url} over a new data folder that is removed afterwards; every commit is synced to this`,
    `machine's disk. The provider is a stand-in on loopback behind a gate; nothing leaves this machine. Each race runs ${times}.`,
    '',
    '',
  ].join('\n')
}

/** Overwrites its own line, only where somebody watches. */
function progress(terminal: Terminal, text: string): void {
  if (terminal.interactive) terminal.err(`\r\u001b[2K${text}`)
}

function closing(terminal: Terminal, results: readonly Result[], seconds: number): string {
  const columns = [
    { title: 'RACE', cell: ({ race: { name } }: Result) => name },
    { title: 'ASKED', cell: ({ rounds }: Result) => each(rounds, (round) => String(round.asked)), right: true },
    { title: 'ADMITTED', cell: ({ rounds }: Result) => each(rounds, (round) => String(round.admitted)), right: true },
    { title: 'REFUSED', cell: ({ rounds }: Result) => each(rounds, (round) => String(round.refused)), right: true },
    { title: 'BALANCE BEFORE', cell: ({ rounds }: Result) => each(rounds, (round) => usd(round.beforeNano)), right: true },
    { title: 'CHARGED', cell: ({ rounds }: Result) => each(rounds, (round) => usd(round.chargedNano)), right: true },
    { title: 'BALANCE AFTER', cell: ({ rounds }: Result) => each(rounds, (round) => usd(round.afterNano)), right: true },
    { title: 'HELD IN', cell: ({ rounds }: Result) => `${held(rounds)} of ${rounds.length} rounds` },
  ]
  const claims = results.map(({ race: { name, claim }, rounds }) => {
    const sign = held(rounds) === rounds.length ? paint(terminal, 'green', '✓') : paint(terminal, 'red', '✗')
    const wrong = rounds.flatMap((round) => round.broken).slice(0, 3)
    return [`${sign} ${paint(terminal, 'bold', name)}: ${claim}`, ...wrong.map((sentence) => `    ${sentence}`)].join('\n')
  })
  return `${table(terminal, columns, results)}\n${claims.join('\n')}\n\n${verdict(terminal, results, seconds)}\n`
}

function verdict(terminal: Terminal, results: readonly Result[], seconds: number): string {
  const all = results.flatMap(({ rounds }) => rounds)
  const asked = all.reduce((sum, round) => sum + round.asked, 0)
  const time = `${asked} requests in ${seconds.toFixed(1)} s`
  if (held(all) < all.length)
    return paint(terminal, 'red', `A claim did not hold in ${all.length - held(all)} of ${all.length} rounds (${time}).`)
  return paint(terminal, 'green', `Every claim held in every round: no balance and no budget was overspent by a nano-dollar (${time}).`)
}

function held(rounds: readonly Round[]): number {
  return rounds.filter(({ broken }) => broken.length === 0).length
}

/** One value when all rounds have it, else the least and the most in their order of appearance. */
function each(rounds: readonly Round[], of: (round: Round) => string): string {
  const values = [...new Set(rounds.map(of))].sort((a, b) => Number(a.replace('$', '')) - Number(b.replace('$', '')))
  return values.length <= 1 ? (values[0] ?? '-') : `${values[0]}..${values.at(-1)}`
}

function usd(nano: bigint): string {
  return `$${formatUsd(nano)}`
}

function resultsJson(results: readonly Result[], seconds: number): object {
  return {
    version: readVersion(),
    held: results.every(({ rounds }) => held(rounds) === rounds.length),
    seconds,
    races: results.map(({ race: { name, claim }, rounds }) => ({
      name,
      claim,
      held: held(rounds) === rounds.length,
      rounds: rounds.map(({ asked, admitted, refused, chargedNano, beforeNano, afterNano, broken }) => ({
        asked,
        admitted,
        refused,
        charged_usd: formatUsd(chargedNano),
        balance_before_usd: formatUsd(beforeNano),
        balance_after_usd: formatUsd(afterNano),
        broken,
      })),
    })),
  }
}
