// Runs test files with the runner of Node, several files in one process where the plan says so. Knows neither the plan nor a test.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { pathToFileURL } from 'node:url'
import { root } from './source-tree.ts'

/**
 * A suite for each file: hooks stay within their file and a failure names it. A file that does not load is a test that fails, and stops no other.
 * One loads after the other: two that waited for one module at once would both become part of the suite that asked for it first.
 * A test that ends the process would take the others with it, and the runner would count what came before as all there was.
 */
const opening = `import { AsyncResource } from 'node:async_hooks'
import { after, describe, test } from 'node:test'
let earlier = Promise.resolve()
const load = (url) => {
  const within = new AsyncResource('test-file')
  const loads = () => within.runInAsyncScope(() => import(url))
  const fails = (error) => within.runInAsyncScope(() => void test('loads', () => { throw error }))
  return (earlier = earlier.then(loads).catch(fails))
}
let done = false
after(() => void (done = true))
process.on('exit', () => {
  if (done) return
  console.error('the process ended before its tests did')
  process.exitCode ||= 1
})`

/** Each process decides before it loads its file, so that the file runs as it is: a failure names it. */
const execArgv = [`--import=${new URL('rest-in-memory.ts', import.meta.url).href}`]

function writeShared(files: readonly string[], path: string): string {
  const suites = files.map((file) => {
    const url = pathToFileURL(join(root, file)).href
    return `describe(${JSON.stringify(file)}, () => load(${JSON.stringify(url)}))`
  })
  writeFileSync(path, [opening, ...suites, ''].join('\n'))
  return path
}

/** Writes what the runner finds to standard output, and fails this process when a test fails. Files are paths from the root of the project. */
export function runProcesses(plan: readonly (readonly string[])[], atOnce: number): void {
  const folder = join(root, 'node_modules', '.cache', 'tests', String(process.pid))
  mkdirSync(folder, { recursive: true })
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const files = plan.map(([only, ...others], index) =>
    only !== undefined && others.length === 0 ? join(root, only) : writeShared(plan[index] ?? [], join(folder, `${index}.mjs`)),
  )
  const events = run({ files, concurrency: atOnce, execArgv })
  events.on('test:summary', ({ success }) => {
    if (!success) process.exitCode = 1
  })
  events.compose(spec).pipe(process.stdout)
}
