// Runs one program to its end with an environment of our choosing and a time limit. Knows no clients.
import { spawn } from 'node:child_process'

export interface StepEnd {
  /** Exit code; null when the program could not start or was ended by a signal. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly tookMs: number
}

export interface Step {
  readonly command: readonly string[]
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  readonly timeLimitMs: number
}

/** Most characters of output kept per stream: a broken program must not fill the memory. */
const outputCharactersMax = 4_000_000

/** Never rejects: a program that is missing ends with code null and the reason in stderr. */
export function runStep(step: Step): Promise<StepEnd> {
  const [binary = '', ...args] = step.command
  const began = performance.now()
  const output = { stdout: '', stderr: '' }
  return new Promise((resolve) => {
    const child = spawn(binary, args, {
      cwd: step.folder,
      env: step.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: step.timeLimitMs,
      killSignal: 'SIGKILL',
    })
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        if (output[name].length < outputCharactersMax) output[name] += text
      })
    }
    const end = (code: number | null) => resolve({ code, ...output, tookMs: Math.round(performance.now() - began) })
    child.on('error', (error) => {
      output.stderr += error.message
      end(null)
    })
    child.on('close', (code, signal) => {
      if (signal !== null) output.stderr += `\nended by ${signal} after ${Math.round(performance.now() - began)} ms`
      end(code)
    })
  })
}

/** Only what a program needs to find its parts: no vendor keys, no proxies. */
export function bareEnvironment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { ...only(process.env, (name) => bareNames.has(name)), ...more }
}

/** For package managers: everything but vendor credentials and our own settings, because mirrors and proxies are set in the environment. */
export function installEnvironment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  return {
    ...only(process.env, (name) => !/(_API_KEY|_API_BASE|_BASE_URL)$|^(OPENAI|ANTHROPIC|NEXOROUTER|NODE_TEST)_/.test(name)),
    ...more,
  }
}

const bareNames = new Set(['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'JAVA_HOME', 'DOTNET_ROOT', 'GOROOT', 'SYSTEMROOT'])

function only(env: NodeJS.ProcessEnv, wanted: (name: string) => boolean): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => wanted(name)))
}
