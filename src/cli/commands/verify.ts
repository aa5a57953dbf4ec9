// `verify`: probes offers and prints what each does, through the control API. Knows no probe and no vendor.
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProbeJson, VerificationJson } from '../../contract/verification-api.ts'
import { probeNames } from '../../contract/probes.ts'
import type { CliContext, SettingFlags } from '../context.ts'
import { withControl } from '../control-client.ts'
import { CliFailure } from '../exit-codes.ts'
import { json, paint, printable } from '../output.ts'

interface VerifyFlags extends SettingFlags {
  readonly model?: string
  readonly provider?: string
  readonly probe?: readonly string[]
  readonly last?: boolean
  readonly json?: boolean
}

const lookEveryMs = 500
/** Silence of minutes looks like a command that hangs. */
const looksPerWord = 20

/** Exits 1 when a probe failed or could not be asked. */
export async function verify(context: CliContext, flags: VerifyFlags): Promise<void> {
  const { terminal } = context
  const wanted = {
    ...(flags.model !== undefined && { model: flags.model }),
    ...(flags.provider !== undefined && { provider: flags.provider }),
  }
  const query = new URLSearchParams(wanted).toString()
  const path = query === '' ? '/verifications' : `/verifications?${query}`
  const found = await withControl(
    context,
    flags,
    async ({ call }) => {
      if (flags.last) return call<VerificationJson>('GET', path)
      const probes = flags.probe !== undefined && flags.probe.length > 0 ? { probes: flags.probe } : {}
      let state = await call<VerificationJson>('POST', '/verifications', { ...wanted, ...probes })
      const asked = state.waiting
      if (asked > 0) terminal.err(`${asked} probe(s), one after the other; what was found so far: nexorouter verify --last\n`)
      for (let looks = 1; state.waiting > 0; looks += 1) {
        await sleep(lookEveryMs)
        state = await call<VerificationJson>('GET', path)
        if (looks % looksPerWord === 0 && state.waiting > 0) terminal.err(`${state.waiting} of ${asked} to go\n`)
      }
      return state
    },
    { providers: true },
  )
  if (flags.json) terminal.out(json(found))
  else printFound(context, found)
  const bad = found.data.filter(({ result }) => result !== 'passed').length
  if (found.stopped_by !== null) throw new CliFailure('failed', `the run ended early: ${found.stopped_by}`)
  if (bad > 0) throw new CliFailure('failed', bad === 1 ? 'one probe did not pass' : `${bad} probes did not pass`)
}

const colours = { passed: 'green', failed: 'red', error: 'yellow' } as const

function printFound({ terminal }: CliContext, { data, spent_usd: spent, cap_usd: cap }: VerificationJson): void {
  const offers = Map.groupBy(data, ({ provider, upstream_model: upstream }) => `${provider}/${upstream}`)
  for (const [offer, probes] of offers) {
    terminal.out(`${printable(offer)}\n`)
    for (const probe of probes.toSorted(inOrder)) terminal.out(lineOf(probe))
  }
  if (offers.size === 0) terminal.out('Nothing was verified yet.\n')
  terminal.out(`Probes of this month cost $${spent} of at most $${cap}.\n`)

  function lineOf({ result, probe, latency_ms: ms, found }: ProbeJson): string {
    return `  ${paint(terminal, colours[result], result.padEnd(6))}  ${probe.padEnd(14)}  ${String(ms).padStart(7)} ms  ${printable(found)}\n`
  }
}

function inOrder(one: ProbeJson, other: ProbeJson): number {
  return probeNames.indexOf(one.probe) - probeNames.indexOf(other.probe)
}
