// Runs the tasks of the named agents, each with a key, a home and a repository of its own, against one server; prints what happened as one line of JSON.
// Asserts nothing. Started inside a network namespace (isolate.ts).
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { programEnvironment } from '../prepare-toolchain.ts'
import { runStep, type StepEnd } from '../run-step.ts'
import { freePort, type ServerUnderTest, startServerUnderTest, type UsageLine } from '../server-under-test.ts'
import { type Agent, agents, modelOf, type Settings, type Task, taskName, tasksOf } from './agents.ts'
import { driveOpenWebUi } from './drive-open-webui.ts'

export interface AgentRun {
  /** Of the task, and of its key. */
  readonly name: string
  readonly end: StepEnd
  /** What `hello.txt` holds at the end; null: it is not there. */
  readonly written: string | null
  readonly usage: readonly UsageLine[]
}

export const fileText = 'Hello from an agent.'
const prompt = `Create hello.txt that says "${fileText}", then say done.`

/** Of clients/pairs.yaml. */
const contextTokens = 131_072
/** One agent, start to end; the slowest needs a tenth of it. */
const agentLimitMs = 200_000
const atOnce = 2

if (import.meta.main) {
  const named = new Set(process.argv.slice(2))
  process.stdout.write(`${JSON.stringify(await runTasks(agents.filter(({ name }) => named.has(name)).flatMap(tasksOf)))}\n`)
}

async function runTasks(tasks: readonly Task[]): Promise<AgentRun[]> {
  const server = await startServerUnderTest()
  try {
    const waiting = [...tasks]
    const runs: AgentRun[] = []
    const work = async (): Promise<void> => {
      for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) runs.push(await runTask(task, server))
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    const usage = await server.usage()
    return runs.map((run) => ({ ...run, usage: usage.filter(({ key_name }) => key_name === run.name) }))
  } finally {
    await server.stop()
  }
}

async function runTask(task: Task, server: ServerUnderTest): Promise<AgentRun> {
  const { agent, provider } = task
  const model = modelOf(task)
  const folder = mkdtempSync(path.join(tmpdir(), 'nexorouter-agent-'))
  const [home, work] = [path.join(folder, 'home'), path.join(folder, 'work')]
  const key = await server.createKey(taskName(task))
  const settings = { origin: `http://127.0.0.1:${server.port}`, key, model, smallModel: `${provider}-text`, contextTokens }
  const env = programEnvironment({ HOME: home, ...agent.env(settings), ...agent.quiet })
  try {
    mkdirSync(home)
    await makeRepository(work, env)
    writeFile(agent, settings, { home, work })
    const end =
      agent.command === undefined
        ? await driveOpenWebUi(work, env, { port: await freePort(), model })
        : await runStep({ command: agent.command(prompt), folder: work, env, timeLimitMs: agentLimitMs })
    return { name: taskName(task), end, written: textAt(path.join(work, 'hello.txt')), usage: [] }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function makeRepository(work: string, env: NodeJS.ProcessEnv): Promise<void> {
  mkdirSync(work)
  const person = ['-c', 'user.name=A person', '-c', 'user.email=person@example.org']
  for (const args of [
    ['init', '--quiet'],
    [...person, 'commit', '--quiet', '--allow-empty', '-m', 'Start'],
  ]) {
    const end = await runStep({ command: ['git', ...args], folder: work, env, timeLimitMs: 30_000 })
    if (end.code !== 0) throw new Error(`git ${args.join(' ')} ended with ${end.code}: ${end.stderr}`)
  }
}

function writeFile({ file }: Agent, settings: Settings, { home, work }: { home: string; work: string }): void {
  if (file === undefined) return
  const target = path.join(file.path.startsWith('~/') ? home : work, file.path.slice(2))
  mkdirSync(path.dirname(target), { recursive: true })
  writeFileSync(target, `${file.text(settings)}\n`)
}

function textAt(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
