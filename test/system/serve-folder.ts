// `serve` on a folder as it is, without `init` before it: for first starts, restored folders and starts that must fail. Asserts nothing.
import { type ChildProcess, spawn } from 'node:child_process'
import { freePort, launcher } from './start-router.ts'
import { patienceMs, statusOf, until } from './until.ts'

export interface Serving {
  readonly child: ChildProcess
  readonly port: number
  readonly log: () => string
  readonly ended: Promise<number | null>
  chat(key: string): Promise<Response>
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts the process and does not wait. */
export async function startServe(folder: string, env: Record<string, string> = {}, args: readonly string[] = []): Promise<Serving> {
  const port = await freePort()
  const child = spawn(process.execPath, [launcher, 'serve', ...args], {
    env: { ...process.env, NEXOROUTER_DATA_DIR: folder, PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (log += String(bytes)))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  // Whatever a test does, no process stays behind.
  const leash = setTimeout(() => child.kill('SIGKILL'), 3 * patienceMs)
  void ended.then(() => clearTimeout(leash))
  return {
    child,
    port,
    log: () => log,
    ended,
    chat: (key) =>
      fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'nexo-demo', messages: [{ role: 'user', content: 'Say hello' }] }),
      }),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Starts it and waits until it is ready. */
export async function serveFolder(folder: string, env: Record<string, string> = {}): Promise<Serving> {
  const serving = await startServe(folder, env)
  const ready = await until(
    () => statusOf(`http://127.0.0.1:${serving.port}/readyz`),
    (status) => status === 200 || serving.child.exitCode !== null,
  )
  if (ready === 200) return serving
  await serving[Symbol.asyncDispose]()
  throw new Error(`the server did not become ready: ${serving.log()}`)
}
