// Finds out whether a toolchain is here and installs what its clients need, once per state of its inputs. Knows no server.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { cacheFolder, type Toolchain } from './clients.ts'
import { bareEnvironment, installEnvironment, runStep } from './run-step.ts'

export type Probe = { readonly present: true; readonly versions: string } | { readonly present: false; readonly why: string }

export interface Prepared {
  readonly tookMs: number
  /** False: the same inputs were made ready before. */
  readonly fresh: boolean
}

const probeLimitMs = 60_000
/** A first install on a slow line; nothing here needs more than a tenth of it. */
const installLimitMs = 480_000

/** Runs the probes; the failing command and what it said are the reason of an absence. */
export async function probeToolchain(toolchain: Toolchain): Promise<Probe> {
  const versions: string[] = []
  for (const command of toolchain.probes) {
    const end = await runStep({
      command,
      folder: toolchain.folder,
      env: installEnvironment({ PATH: pathWithThisNode() }),
      timeLimitMs: probeLimitMs,
    })
    if (end.code !== 0)
      return { present: false, why: `\`${command.join(' ')}\` failed: ${firstLine(end.stderr || end.stdout) || `exit code ${end.code}`}` }
    versions.push(end.stdout)
  }
  return { present: true, versions: versions.join('\n') }
}

/** Throws with the failing command and the end of its output. */
export async function prepareToolchain(toolchain: Toolchain, versions: string): Promise<Prepared> {
  const stamp = path.join(cacheFolder, `${toolchain.id}.stamp`)
  const state = stateOf(toolchain, versions)
  if (toolchain.install.length === 0 || readIfThere(stamp) === state) return { tookMs: 0, fresh: false }
  mkdirSync(cacheFolder, { recursive: true })
  rmSync(stamp, { force: true })
  let tookMs = 0
  for (const command of toolchain.install) {
    const env = installEnvironment({ PATH: pathWithThisNode() })
    const end = await runStep({ command, folder: toolchain.folder, env, timeLimitMs: installLimitMs })
    tookMs += end.tookMs
    if (end.code !== 0) throw new Error(`\`${command.join(' ')}\` ended with ${end.code}:\n${(end.stdout + end.stderr).slice(-4_000)}`)
  }
  writeFileSync(stamp, state)
  return { tookMs, fresh: true }
}

/** The environment that a client's program runs in. */
export function programEnvironment(settings: Record<string, string>): NodeJS.ProcessEnv {
  return bareEnvironment({
    PATH: pathWithThisNode(),
    PYTHONPYCACHEPREFIX: path.join(cacheFolder, 'python-bytecode'),
    LANGSMITH_TRACING: 'false',
    DOTNET_CLI_TELEMETRY_OPTOUT: '1',
    ...settings,
  })
}

/** npm must run under the Node that runs the tests, not under an older one of the machine. */
function pathWithThisNode(): string {
  return [path.dirname(process.execPath), process.env['PATH'] ?? ''].join(path.delimiter)
}

function stateOf(toolchain: Toolchain, versions: string): string {
  const hash = createHash('sha256').update(versions).update(JSON.stringify(toolchain.install))
  for (const input of toolchain.inputs) hash.update(`\0${input}\0`).update(readFileSync(path.join(toolchain.folder, input)))
  return hash.digest('hex')
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? ''
}
