// What a run of the tests promises: each file once, and a failure in a shared process is as loud as one in a process of its own.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { root } from './source-tree.ts'
import { onDisk, planProcesses, secondsOf } from './test-plan.ts'

const folder = `node_modules/.cache/tests/of-the-runner-${process.pid}`
const imports = "import { after, before, test } from 'node:test'\n"

/** Runs files with these texts, each share in a process of its own; nothing of the outer run reaches it. */
function runShared(...shares: readonly (readonly string[])[]) {
  mkdirSync(join(root, folder), { recursive: true })
  try {
    const plan = shares.map((texts, share) =>
      texts.map((text, index) => {
        writeFileSync(join(root, folder, `${share}-${index}.test.mjs`), imports + text)
        return `${folder}/${share}-${index}.test.mjs`
      }),
    )
    const script = join(root, folder, 'run.mjs')
    writeFileSync(script, `import { runProcesses } from '../../../../tools/run-processes.ts'\nrunProcesses(${JSON.stringify(plan)}, 2)\n`)
    const { NODE_TEST_CONTEXT: _context, ...env } = process.env
    return spawnSync(process.execPath, [script], { cwd: root, encoding: 'utf8', env, timeout: 300_000 })
  } finally {
    rmSync(join(root, folder), { recursive: true, force: true })
  }
}

const counts = (out: string): string =>
  ['tests', 'pass', 'fail'].map((word) => new RegExp(`^ℹ (${word} \\d+)$`, 'm').exec(out)?.[1]).join(', ')

test('files in one process are counted test by test, and each has its hooks to itself', () => {
  const slow = 'await new Promise((resolve) => setTimeout(resolve, 20))\nexport const late = true'
  const marks = (name: string) => `
    import { late } from './0-2.test.mjs'
    let open = false
    before(() => { assert(globalThis.open === undefined, 'another file is still open'); globalThis.open = open = '${name}' })
    after(() => { globalThis.open = undefined })
    const assert = (holds, says) => { if (!holds) throw new Error(says) }
    test('${name} first', () => assert(open === '${name}'))
    test('${name} second', () => assert(globalThis.open === '${name}'))`
  const { status, stdout } = runShared([marks('a'), marks('b'), slow], ["test('alone', () => {})"])
  assert.equal(counts(stdout), 'tests 5, pass 5, fail 0', stdout)
  assert.equal(status, 0)
})

const failures: readonly [what: string, text: string, says: RegExp][] = [
  ['a test that fails', "test('breaks', () => { throw new Error('broken here') })", /^test at .*0-1\.test\.mjs[\s\S]*broken here/m],
  ['a file that does not load', "throw new Error('not loaded')", /✖ .*1-1\.test\.mjs[\s\S]*not loaded/],
  ['a syntax error', 'const const', /✖ .*2-1\.test\.mjs[\s\S]*SyntaxError/],
  ['an error after its test', "test('quiet', () => void setTimeout(() => { throw new Error('too late') }))", /too late.*\n✖ .*\b3\.mjs/],
  ['a test that ends the process', "test('leaves', () => process.exit(0))", /ended before its tests did\n✖ .*\b4\.mjs/],
  ['a file that ends the process', 'process.exit(0)', /ended before its tests did\n✖ .*\b5\.mjs/],
  ['a crash', "test('dies', () => process.kill(process.pid, 'SIGKILL'))", /✖ .*\b6\.mjs/],
]
const shareOf = (text: string) => ["test('before', () => {})", text, "test('behind', () => {})"]
let failed: ReturnType<typeof runShared>
before(() => void (failed = runShared(...failures.map(([, text]) => shareOf(text)))))
for (const [what, _, says] of failures) {
  test(`${what} is reported of a process that others share too`, () => assert.match(failed.stdout, says))
}

test('one failure fails the run, and a file that does not load takes no other one with it', () => {
  const { status, stdout } = runShared(shareOf("throw new Error('not loaded')"))
  assert.equal(status, 1)
  assert.equal(counts(stdout), 'tests 3, pass 2, fail 1', stdout)
})

test('each file comes once, what takes long starts first, and only files that keep to themselves share', () => {
  const files = ['src/a.test.ts', 'test/system/b.test.ts', 'src/storage/money.test.ts', 'tools/c.test.ts', 'dashboard/e2e/d.test.ts']
  const plan = planProcesses(files, 2)
  assert.deepEqual(plan.flat().sort(), files.toSorted())
  assert.deepEqual(plan[0], ['src/storage/money.test.ts'])
  assert.deepEqual(
    plan.filter((each) => each.length > 1).map((each) => each.toSorted()),
    [['src/a.test.ts', 'tools/c.test.ts']],
  )
})

test('a file that is known to take long, or to be about a disk, exists', () => {
  assert.deepEqual(
    [...Object.keys(secondsOf), ...onDisk].filter((file) => !existsSync(join(root, file))),
    [],
  )
})
