// Pins the agents' part of docs/guide/clients.md to the agents that are run, and to when they last passed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agents, pinnedVersion } from './agents/agents.ts'
import { agentsSection, readLastRuns, splitPage } from './agents/last-runs.ts'

const again = 'run `npm run test:agents -- --write`'

test('every agent of the table was last run at the version that is pinned', () => {
  const last = Object.entries(readLastRuns()).map(([name, { version }]) => [name, version])
  assert.deepEqual(Object.fromEntries(last), Object.fromEntries(agents.map((agent) => [agent.name, pinnedVersion(agent)])), again)
})

test('the page shows each agent with the settings that were run', () => {
  assert.equal(splitPage()[1], agentsSection(readLastRuns()), again)
})
