// `node tools/run-tests.ts [part or file ...]`: runs these tests, or all, under the loopback guard. Knows no test.
import './loopback-only.js'
import { globSync } from 'node:fs'
import { runProcesses } from './run-processes.ts'
import { root } from './source-tree.ts'
import { planProcesses, testParts } from './test-plan.ts'

/** Unit tests compute all the time: on two cores a third process gains nothing. */
const processesAtOnce = 2
/** Tests of whole processes wait a third of their time, for starts, disks and clocks. */
const processesAtOnceWhole = 3
/** Each loads the code once more: four of them took ten seconds of CPU more than two. */
const sharedProcesses = 2

function filesOf(wanted: readonly string[]): string[] {
  const patterns = wanted.flatMap((each) => testParts[each] ?? [each])
  const found = patterns.map((pattern) => globSync(pattern, { cwd: root }).map((path) => path.replaceAll('\\', '/')))
  const missing = patterns.filter((_, index) => found[index]?.length === 0)
  if (missing.length > 0) throw new Error(`no test file: ${missing.join(', ')}. Parts: ${Object.keys(testParts).join(', ')}`)
  return [...new Set(found.flat())]
}

const wanted = process.argv.slice(2)
const files = filesOf(wanted.length > 0 ? wanted : Object.keys(testParts))
const whole = files.some((file) => /^(test|clients|dashboard\/e2e)\//.test(file))
// Once, and not by each file that needs it.
if (files.some((file) => file.startsWith('dashboard/e2e/'))) await (await import('./build-dashboard.ts')).buildDashboard()
runProcesses(planProcesses(files, sharedProcesses), whole ? processesAtOnceWhole : processesAtOnce)
