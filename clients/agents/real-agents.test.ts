// Proof that unmodified agents finish a task through a running server: `npm run test:agents`, with `-- --write` to keep the result
// in docs/guide/clients.md, and with names to run only those. Not part of `npm test`: it installs more than a gigabyte.
import assert from 'node:assert/strict'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { prepareToolchain, probeToolchain, programEnvironment } from '../prepare-toolchain.ts'
import { type Agent, agents, agentsFolder, modelOf, pinnedVersion, type Task, taskName, tasksOf } from './agents.ts'
import type { OpenWebUiSaid } from './drive-open-webui.ts'
import { runIsolated, whyNotIsolated } from './isolate.ts'
import { keepRuns } from './last-runs.ts'
import { type AgentRun, fileText } from './run-agents.ts'

/** All agents, two at a time, the first starts included. */
const runLimitMs = 400_000
const allRequired = process.env['NEXOROUTER_REQUIRE'] === 'all'
const given = process.argv.slice(2)
const names = given.filter((word) => !word.startsWith('--'))
const strange = names.filter((name) => !agents.some((agent) => agent.name === name))
assert.deepEqual(strange, [], `no such agent; there are: ${agents.map(({ name }) => name).join(', ')}`)
const chosen = agents.filter(({ name }) => names.length === 0 || names.includes(name))

const missing = new Map(await Promise.all(chosen.map(async (agent) => [agent.name, await whyNotRun(agent)] as const)))
const present = chosen.filter(({ name }) => missing.get(name) === undefined)
const runs = new Map((await runThem(present)).map((run) => [run.name, run]))
const passed: Agent[] = []

for (const agent of chosen) {
  const title = `${agent.name} ${pinnedVersion(agent)}`
  const why = missing.get(agent.name)
  if (why === undefined) test(title, (t) => prove(t, agent))
  else if (allRequired) test(`${title} is required here`, () => assert.fail(`not run: ${why}`))
  else process.stdout.write(`${title}: not run: ${why}\n`)
}
test('what was run is kept, if asked', () => {
  if (given.includes('--write')) keepRuns(passed, new Date())
})

async function prove(t: TestContext, agent: Agent): Promise<void> {
  let failed = 0
  for (const task of tasksOf(agent)) {
    await t.test(`with a provider that is called ${task.provider}`, async (under) => {
      for (const [name, check] of checksOf(task)) {
        await under.test(name, () => {
          failed += 1
          check()
          failed -= 1
        })
      }
    })
  }
  if (failed === 0) passed.push(agent)
}

type Check = readonly [name: string, check: () => void]

function checksOf(task: Task): readonly Check[] {
  const { agent, provider } = task
  const run = runs.get(taskName(task))
  assert.ok(run)
  const said = `\n${run.end.stdout.slice(-3_000)}\n${run.end.stderr.slice(-3_000)}`
  return [
    ['it ended with 0', () => assert.equal(run.end.code, 0, said)],
    ...(agent.command === undefined ? chatChecks(run) : taskChecks(agent, run, said)),
    [
      'the usage log holds its requests, each a success with its cost',
      () => {
        const refused = run.usage.filter(({ status }) => status === 'user_error')
        assert.equal(refused.length, agent.isRefusedFirstBy === provider ? 1 : 0, JSON.stringify(refused))
        const answered = run.usage.filter((line) => !refused.includes(line))
        assert.ok(answered.filter(({ model }) => model === modelOf(task)).length >= agent.requests, JSON.stringify(answered))
        for (const line of answered) {
          assert.deepEqual([line.status, line.endpoint, line.provider], ['success', agent.endpoint, provider])
          assert.ok(Number(line.cost_usd) > 0 && line.prompt_tokens > 0)
        }
      },
    ],
  ]
}

function taskChecks(agent: Agent, run: AgentRun, said: string): readonly Check[] {
  const written: Check = ['the file that it was asked for is there', () => assert.equal(run.written, `${fileText}\n`, said)]
  if (!agent.usesTools) return [written]
  return [written, ['it told the model what its tool gave, and said the model’s last word', () => assert.match(run.end.stdout, lastWord)]]
}

function chatChecks(run: AgentRun): readonly Check[] {
  const said = JSON.parse(run.end.stdout || 'null') as OpenWebUiSaid | null
  return [
    ['its model list is that of the key', () => assert.ok(said?.models.includes('demo-text') && said.models.includes('nexo-demo-agent'))],
    ['the answer came through its own stream', () => assert.equal(said?.answer, 'pong')],
  ]
}

const lastWord = /Done\. The step finished with: \S/

async function whyNotRun(agent: Agent): Promise<string | undefined> {
  const probe = await probeToolchain(agent.toolchain)
  if (!probe.present) return probe.why
  await prepareToolchain(agent.toolchain, probe.versions)
  return whyNotIsolated(programEnvironment({}))
}

async function runThem(those: readonly Agent[]): Promise<readonly AgentRun[]> {
  if (those.length === 0) return []
  const command = [process.execPath, path.join(agentsFolder, 'run-agents.ts'), ...those.map(({ name }) => name)]
  const end = await runIsolated(command, programEnvironment({}), runLimitMs)
  assert.equal(end.code, 0, end.stderr)
  return JSON.parse(end.stdout) as AgentRun[]
}
