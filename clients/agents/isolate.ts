// Runs a program where no other machine can be reached: a network namespace that has loopback and no route. Linux only; knows no agents.
import { runStep, type StepEnd } from '../run-step.ts'

/** `sh` brings loopback up and becomes the program. */
const prefix = ['unshare', '--map-root-user', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'] as const

/** Undefined: it works here. Else the failing command and what it said. */
export async function whyNotIsolated(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const end = await runStep({ command: isolated(['true']), folder: '.', env, timeLimitMs: 10_000 })
  if (end.code === 0) return undefined
  return `\`${prefix.join(' ')} true\` failed: ${end.stderr.trim().split('\n')[0] ?? ''}`
}

export function runIsolated(command: readonly string[], env: NodeJS.ProcessEnv, timeLimitMs: number): Promise<StepEnd> {
  return runStep({ command: isolated(command), folder: '.', env, timeLimitMs })
}

function isolated(command: readonly string[]): string[] {
  return [...prefix, ...command]
}
