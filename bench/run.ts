// `npm run bench`: what this gateway adds, beside nginx and the bare upstream, in one run on one machine. Linux only; needs nginx, wrk, cc, taskset.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { agentBody, smallBody } from './bodies.ts'
import { cpuSeconds, residentMib } from './processes.ts'
import { type Figures, printTable, summarise, verdicts } from './report.ts'
import { type Kind, loadCore, startDirect, startGateway, startNginx, type Variant } from './variants.ts'

const { values: flags } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    /** Before the first round, for each load, on the gateway only: nginx has no compiler to warm. In rounds like those that count. */
    warmup: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    /** Leaves this gateway out, to try the bench itself. */
    'without-gateway': { type: 'boolean', default: false },
    /** Writes a CPU profile of the gateway to bench/results; the figures of such a run count for nothing. */
    profile: { type: 'boolean', default: false },
  },
})

interface Scenario {
  readonly name: string
  readonly kind: Kind
  readonly connections: number
  readonly body: string
}

const scenarios: readonly Scenario[] = [
  { name: 'buffered 1 KB, 64 connections', kind: 'buffered', connections: 64, body: smallBody('bench-buffered', false) },
  { name: 'stream of 64 chunks, 64 connections', kind: 'stream', connections: 64, body: smallBody('bench-stream', true) },
  { name: '50 KB agent body, streamed, 16 connections', kind: 'stream', connections: 16, body: agentBody('bench-stream') },
  { name: 'buffered 1 KB, 1 connection', kind: 'buffered', connections: 1, body: smallBody('bench-buffered', false) },
]

/** One answer is looked at before anything is measured: a fast refusal is not a result. */
async function lookAt(variant: Variant, scenario: Scenario): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${variant.nextKey()}` }
  const answer = await fetch(`${variant.url(scenario.kind)}/v1/chat/completions`, { method: 'POST', headers, body: scenario.body })
  const text = await answer.text()
  const whole =
    scenario.kind === 'stream'
      ? text.includes('token63') && text.trimEnd().endsWith('data: [DONE]')
      : text.includes('"completion_tokens":90')
  if (!answer.ok || !whole) throw new Error(`${variant.name}, ${scenario.name}: ${answer.status} ${text.slice(0, 400)}`)
}

async function load(variant: Variant, scenario: Scenario, folder: string, seconds: string): Promise<Figures> {
  const bodyFile = join(folder, `${scenarios.indexOf(scenario)}.json`)
  writeFileSync(bodyFile, scenario.body)
  const script = fileURLToPath(new URL('./load.lua', import.meta.url))
  const shape = ['-t1', `-c${scenario.connections}`, `-d${seconds}s`, '--timeout', '20s', '-s', script]
  const key = variant.nextKey()
  const before = cpuSeconds(variant.process.pid)
  const wrk = ['-c', String(loadCore), 'wrk', ...shape, variant.url(scenario.kind), '--', bodyFile, key]
  const { stdout } = await promisify(execFile)('taskset', wrk)
  const cpu = cpuSeconds(variant.process.pid) - before
  if (!stdout.includes('"errors":0'))
    await lookAt(variant, scenario).catch((error: Error) => process.stderr.write(`  now: ${error.message}\n`))
  const result = JSON.parse(/RESULT (.*)/.exec(stdout)?.[1] ?? 'null') as Record<
    'requests' | 'errors' | 'durationUs' | 'p50Us' | 'p99Us',
    number
  >
  return {
    requests: result.requests,
    errors: result.errors,
    perSecond: result.requests / (result.durationUs / 1e6),
    perCpuSecond: result.requests / cpu,
    cpuUs: (cpu * 1e6) / result.requests,
    p50Us: result.p50Us,
    p99Us: result.p99Us,
  }
}

/**
 * In short rounds through all loads, because each one begins with a new key, made over the control socket, and ends with connections that
 * are dropped: what the engine sees for the first time sends the code of the request path back to its compiler, for seconds.
 */
async function warmUp(gateway: Variant, folder: string): Promise<void> {
  for (let left = Number(flags.warmup); left > 0; left -= warmUpSeconds)
    for (const scenario of scenarios) await load(gateway, scenario, folder, String(Math.min(left, warmUpSeconds)))
}
const warmUpSeconds = 4

async function measure(variants: readonly Variant[], folder: string): Promise<Map<string, Figures[]>> {
  const rounds = new Map<string, Figures[]>()
  for (let round = 1; round <= Number(flags.rounds); round += 1) {
    for (const scenario of scenarios) {
      for (const variant of variants) {
        process.stderr.write(`round ${round}: ${scenario.name}: ${variant.name}\n`)
        const key = `${scenario.name}|${variant.name}`
        rounds.set(key, [...(rounds.get(key) ?? []), await load(variant, scenario, folder, flags.seconds)])
      }
    }
  }
  return rounds
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nexorouter-bench-'))
  const variants: Variant[] = []
  const loadBefore = loadavg()[0]
  const results = fileURLToPath(new URL('./results/', import.meta.url))
  try {
    variants.push(await startDirect(folder))
    variants.push(await startNginx(folder))
    if (!flags['without-gateway'])
      variants.push(await startGateway(folder, flags.profile ? ['--cpu-prof', `--cpu-prof-dir=${results}`] : []))
    const idleMib = variants.map((one) => ({ variant: one.name, idleMib: residentMib(one.process.pid) }))
    for (const scenario of scenarios) for (const variant of variants) await lookAt(variant, scenario)
    const gateway = variants.find((one) => one.name === 'nexorouter')
    if (gateway) await warmUp(gateway, folder)
    const rows = summarise(await measure(variants, folder))
    const memory = idleMib.map((one, at) => ({ ...one, afterMib: residentMib((variants[at] as Variant).process.pid) }))
    process.stdout.write(printTable(rows, memory))
    const judged = verdicts(rows)
    process.stdout.write(judged.map((one) => `${one.met ? 'met ' : 'MISSED'}  ${one.text}\n`).join(''))
    mkdirSync(results, { recursive: true })
    // Above the number of cores somebody else was working here too, and the figures say less.
    const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version, loadBefore, loadAfter: loadavg()[0] }
    process.stdout.write(
      `machine: ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load ${loadBefore?.toFixed(1)} before, ${machine.loadAfter?.toFixed(1)} after\n`,
    )
    const file = join(results, `${new Date().toISOString().replace(/[:.]/g, '-')}.json`)
    writeFileSync(
      file,
      JSON.stringify({ machine, seconds: Number(flags.seconds), rounds: Number(flags.rounds), rows, memory, judged }, null, 2),
    )
    process.stdout.write(`written to ${file}\n`)
    if (judged.some((one) => !one.met)) process.exitCode = 1
  } finally {
    for (const variant of variants.reverse()) await variant.process.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

await main()
