// The command line: arguments in, an exit code out. Knows no command; program.ts lists them.
import { createInterface } from 'node:readline/promises'
import { CommanderError } from 'commander'
import { systemClock } from '../base/clock.ts'
import { processEnvironment } from '../config.ts'
import { redact } from '../telemetry/redact.ts'
import type { CliContext } from './context.ts'
import { exitCodes } from './exit-codes.ts'
import { failureOf } from './failure-of.ts'
import { paint, type Terminal } from './output.ts'
import { buildProgram } from './program.ts'

/** Runs one command. `args` are without node and the script. */
export async function main(args: readonly string[]): Promise<number> {
  const env = processEnvironment()
  const terminal = terminalOf(env, args[0] === 'serve')
  const context: CliContext = { terminal, env, cwd: process.cwd(), clock: systemClock(), ask: (question) => ask(terminal, question) }
  try {
    await buildProgram(context).parseAsync([...args], { from: 'user' })
    return exitCodes.ok.code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok.code : exitCodes.usage.code
    const failure = failureOf(error)
    if (failure !== undefined) {
      // Messages repeat what was given: a URL with a password, a name with control characters.
      terminal.err(`${paint(terminal, 'red', 'nexorouter:')} ${redact(failure.message)}\n`)
      return exitCodes[failure.exit].code
    }
    terminal.err(`nexorouter: ${redact(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`)
    return exitCodes.failed.code
  }
}

/** A server outlives whoever reads what it says; a command whose reader left (`| head`) has nothing more to do. */
function terminalOf(env: Readonly<Record<string, string | undefined>>, serves: boolean): Terminal {
  const interactive = process.stdout.isTTY === true
  process.stderr.on('error', () => {})
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (!serves) process.exit(code === 'EPIPE' ? exitCodes.ok.code : exitCodes.failed.code)
  })
  return {
    interactive,
    colour: interactive && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  }
}

async function ask(terminal: Terminal, question: string): Promise<string | undefined> {
  if (!terminal.interactive || process.stdin.isTTY !== true) return undefined
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return (await lines.question(question)).trim()
  } finally {
    lines.close()
  }
}
