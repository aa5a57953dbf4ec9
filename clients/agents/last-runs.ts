// When each agent last passed, and the part of docs/guide/clients.md that says so. Runs nothing.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Agent, agents, agentsFolder, pinnedVersion, type Settings } from './agents.ts'

interface LastRun {
  readonly version: string
  /** ISO date, in UTC. */
  readonly date: string
}

const keptAt = path.join(agentsFolder, 'last-runs.json')
const pageAt = path.join(agentsFolder, '..', '..', 'docs', 'guide', 'clients.md')
const [opening, closing] = ['<!-- agents: written by `npm run test:agents -- --write` -->', '<!-- agents end -->'] as const

export function readLastRuns(): Readonly<Record<string, LastRun>> {
  return JSON.parse(readFileSync(keptAt, 'utf8')) as Record<string, LastRun>
}

/** Agents that were not run, or did not pass, keep the date of their last success. */
export function keepRuns(passed: readonly Agent[], now: Date): void {
  const date = now.toISOString().slice(0, 10)
  const runs = { ...readLastRuns(), ...Object.fromEntries(passed.map((agent) => [agent.name, { version: pinnedVersion(agent), date }])) }
  writeFileSync(keptAt, `${JSON.stringify(runs, null, 2)}\n`)
  const [before, , after] = splitPage()
  writeFileSync(pageAt, `${before}${agentsSection(runs)}${after}`)
}

/** The page before the section, the section with its marks, and what follows. */
export function splitPage(): readonly [before: string, section: string, after: string] {
  const page = readFileSync(pageAt, 'utf8')
  const [from, until] = [page.indexOf(opening), page.indexOf(closing)]
  if (from < 0 || until < from) throw new Error('docs/guide/clients.md has lost its marks for agents')
  const end = until + closing.length
  return [page.slice(0, from), page.slice(from, end), page.slice(end)]
}

export function agentsSection(runs: Readonly<Record<string, LastRun>>): string {
  const rows = agents.map((agent) => {
    const run = runs[agent.name]
    const last = run === undefined ? 'not run' : `${run.version} on ${run.date}`
    return `| [${agent.name}](#${anchor(agent.name)}) | ${agent.dialect} | \`${agent.headless}\` | ${what(agent)} | ${last} |`
  })
  const table = ['| client | dialect | without a person | what was proved | last run |', '|---|---|---|---|---|', ...rows].join('\n')
  return [opening, table, ...agents.map(settingsOf), closing].join('\n\n')
}

const shown: Settings = {
  origin: 'http://localhost:3001',
  key: 'sk-nxr-...',
  model: 'nexo-demo-agent',
  smallModel: 'nexo-demo',
  contextTokens: 131_072,
}

function settingsOf(agent: Agent): string {
  const env = Object.entries(agent.env(shown)).map(([name, value]) => `export ${name}="${value}"`)
  const file = agent.file === undefined ? [] : [`\`${agent.file.path}\`:`, fence(agent.file.language, agent.file.text(shown))]
  return [`### ${agent.name}`, fence('sh', env.join('\n')), ...file].join('\n\n')
}

function what(agent: Agent): string {
  if (agent.command === undefined) return 'model list, chat'
  return agent.usesTools ? 'a task with a tool call, from a provider of each dialect' : 'a task, by editing (it has no tools)'
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``
}

function anchor(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-')
}
