// Each house rule on small made-up input: what it lets pass and what it catches. A rule that cannot fail is no rule.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dashboardFindings, floorFindings } from './floors.ts'
import { blank, importsOf } from './source-text.ts'
import * as rules from './tidy-rules.ts'

const file = (path: string, text: string) => ({ path, text })
const count = (findings: readonly unknown[]) => findings.length

test('floors: what may import what', () => {
  const table: [from: string, line: string, allowed: boolean][] = [
    ['src/http/server.ts', "import { handleChat } from '../gateway/handle-chat.ts'", true],
    ['src/http/server.ts', "import type { Store } from '../storage/store.ts'", false],
    ['src/http/server.ts', "import { serve } from '@hono/node-server'", true],
    ['src/gateway/a.ts', "import type { SendUpstream } from '../upstream/send.ts'", true],
    ['src/gateway/a.ts', "import { type SendUpstream } from '../upstream/send.ts'", true],
    ['src/gateway/a.ts', "import { openUpstream } from '../upstream/open-upstream.ts'", false],
    ['src/gateway/a.ts', "import { type HealthBook, open } from '../upstream/health.ts'", false],
    ['src/gateway/a.ts', "const s = await import('../storage/sqlite/open.ts')", false],
    ['src/gateway/a.ts', "import type { App } from '../control/app.ts'", false],
    ['src/gateway/a.ts', "import { planRoute } from '../routing/plan-route.ts'", true],
    ['src/control/a.ts', "import { x } from '../http/routes.ts'", false],
    ['src/upstream/a.ts', "import type { Store } from '../storage/store.ts'", false],
    ['src/upstream/a.ts', "import { x } from '../routing/health.ts'", true],
    ['src/storage/a.ts', "import { x } from '../gateway/deps.ts'", false],
    ['src/storage/a.ts', "new Worker(new URL('../gateway/deps.ts', import.meta.url))", false],
    ['src/pricing/a.ts', "import type { Price } from '../catalog/model.ts'", true],
    ['src/keys/a.ts', "import type { Price } from '../catalog/model.ts'", true],
    ['src/catalog/a.ts', "import type { Key } from '../keys/key.ts'", false],
    ['src/ledger/a.ts', "import type { Price } from '../catalog/model.ts'", false],
    ['src/ledger/a.ts', "import { readFileSync } from 'node:fs'", false],
    ['src/dialects/openai-chat/a.ts', "import { z } from 'zod'", false],
    ['src/dialects/openai-chat/a.ts', "import { b } from './b.ts'", true],
    ['src/contract/a.ts', "import { z } from 'zod'", true],
    ['src/contract/a.ts', "import { x } from 'yaml'", false],
    ['src/contract/a.ts', "import { x } from '../ledger/hold.ts'", false],
    ['src/base/a.ts', "import { x } from 'node:crypto'", true],
    ['src/base/a.ts', "import { x } from 'zod'", false],
    ['src/base/a.ts', "export { x } from '../contract/money.ts'", false],
    ['src/demo/a.ts', "import { x } from '../contract/ids.ts'", true],
    ['src/demo/a.ts', "import { x } from 'node:http'", true],
    ['src/demo/a.ts', "import { x } from '../dialects/openai-chat/dialect.ts'", false],
    ['src/gateway/a.ts', "import { x } from '../demo/demo-provider.ts'", false],
    ['src/gateway/a.ts', "import { x } from '../config.ts'", false],
    ['src/main.ts', "import { x } from './demo/demo-provider.ts'", true],
    ['src/cli/keys.ts', "import { x } from '../storage/sqlite/open.ts'", true],
    ['src/newroom/a.ts', 'export const x = 1', false],
    ['src/http/a.ts', "import { x } from '../../tools/floors.ts'", false],
    ['src/ledger/a.test.ts', "import { x } from '../storage/memory/open.ts'", true],
    ['src/ledger/a.ts', "// import { x } from '../http/server.ts'", true],
    ['src/ledger/a.ts', 'const text = "import { x } from \'../http/server.ts\'"', true],
  ]
  for (const [from, line, allowed] of table) {
    assert.equal(count(floorFindings([file(from, line)])) === 0, allowed, `${from}: ${line}`)
  }
})

test('the dashboard sees shared words and itself, nothing else of the server', () => {
  const table: [line: string, allowed: boolean][] = [
    ["import { formatUsd } from '../src/contract/money.ts'", true],
    ["import { page } from './page.js'", true],
    ["import { keys } from '../src/keys/key-format.ts'", false],
    ["import { readFileSync } from 'node:fs'", false],
    ["import { keyJson } from '../src/contract/keys-api.ts'", false],
    ["import type { KeyJson } from '../src/contract/keys-api.ts'", true],
  ]
  const schemas = file('src/contract/keys-api.ts', "import { z } from 'zod'")
  for (const [line, allowed] of table) assert.equal(count(dashboardFindings([schemas, file('dashboard/a.js', line)])) === 0, allowed, line)
})

test('the scanner tells code from comments, strings, templates and regular expressions', () => {
  const { codeOnly, withoutComments } = blank("a('x // y') // z\nconst r = /[/'\"]/g; b(`p ${q('`')} r`) /* s */ / 2\n'it\\'s' + c")
  assert.match(codeOnly, /a\('\s+'\)/)
  assert.match(codeOnly, /b\(`\s+`\)/)
  assert.match(codeOnly, /\+ c$/)
  assert.doesNotMatch(codeOnly, /[xyzq]/)
  assert.match(withoutComments, /x \/\/ y/)
  assert.equal(codeOnly.split('\n').length, 3)
})

test('imports are found in all their forms', () => {
  const text =
    "import a, { b } from 'one'\nimport 'two'\nexport * from './three.ts'\nimport type {\n  c,\n} from \"four\"\ntype D = typeof import('five')\nawait import('six')"
  assert.deepEqual(
    importsOf(text)
      .map((one) => `${one.target}${one.typeOnly ? ' type' : ''}`)
      .sort(),
    ['./three.ts', 'five type', 'four type', 'one', 'six', 'two'],
  )
})

test('banned words: each with the one place where it is allowed', () => {
  const table: [path: string, text: string, findings: number][] = [
    ['src/gateway/a.ts', 'const t = Date.now()', 1],
    ['src/base/clock.ts', 'const t = Date.now()', 0],
    ['src/gateway/a.ts', 'const t = new Date()', 1],
    ['src/gateway/a.ts', 'const t = new Date(ms)', 0],
    ['src/gateway/a.ts', 'const t = performance.now()', 1],
    ['src/gateway/a.ts', 'const p = process.env.PORT', 1],
    ['src/config.ts', 'const p = process.env.PORT', 0],
    ['bin/nexorouter.ts', 'const p = process.env.PORT', 0],
    ['src/cli/a.ts', "console.log('x')", 1],
    ['src/cli/a.ts', '// console.log is not used here', 0],
    ['tools/a.ts', `// ${'FIX'}${'ME'} later`, 1],
  ]
  for (const [path, text, findings] of table)
    assert.equal(count(rules.bannedWordFindings([file(path, text)])), findings, `${path}: ${text}`)
})

test('the first line is a comment that says something', () => {
  assert.equal(count(rules.firstLineFindings([file('src/a.ts', "import x from 'y'\n")])), 1)
  assert.equal(count(rules.firstLineFindings([file('src/a.ts', '// short\n')])), 1)
  assert.equal(count(rules.firstLineFindings([file('src/a.ts', '// Reads a body. Knows no money.\n')])), 0)
})

test('names that say nothing are refused, in folders too', () => {
  assert.equal(count(rules.fileNameFindings(['src/http/utils.ts', 'src/helpers/a.ts', 'src/http/manager.test.ts'])), 3)
  assert.equal(count(rules.fileNameFindings(['src/http/read-body.ts', 'src/http/information.ts'])), 0)
})

test('SQL and drivers outside storage are refused', () => {
  const bad = [
    "db.exec('PRAGMA synchronous')",
    'const q = `SELECT id\n FROM holds WHERE 1`',
    "import { Kysely } from 'kysely'",
    "import { DatabaseSync } from 'node:sqlite'",
    "q('INSERT INTO t VALUES (1)')",
  ]
  for (const text of bad) assert.equal(count(rules.sqlFindings([file('src/control/a.ts', text)])), 1, text)
  for (const text of bad) assert.equal(count(rules.sqlFindings([file('src/storage/sqlite/a.ts', text)])), 0, text)
  assert.equal(count(rules.sqlFindings([file('src/control/a.ts', "say('Select a key from the list') // SELECT x FROM y")])), 0)
})

test('status codes outside the table of problems are refused', () => {
  const bad = [
    'response.writeHead(404)',
    'return c.json(body, 503)',
    'reply.status(429)',
    'response.statusCode = 500',
    'return { status: 400 }',
    "socket.end('HTTP/1.1 400 Bad Request')",
  ]
  for (const text of bad) assert.equal(count(rules.statusCodeFindings([file('src/http/a.ts', text)])), 1, text)
  for (const text of bad) assert.equal(count(rules.statusCodeFindings([file('src/http/write-problem.ts', text)])), 0, text)
  assert.equal(count(rules.statusCodeFindings([file('src/http/a.ts', 'response.writeHead(200); const ms = 500')])), 0)
  assert.equal(count(rules.statusCodeFindings([file('src/upstream/a.ts', 'if (status === 429) return x')])), 0)
})

test('the size ratchet catches growth, shrinkage that was not noted, and entries of files that fit or are gone', () => {
  const limits = { code: 3, test: 5 }
  const sized = (path: string, lines: number) => file(path, 'x\n'.repeat(lines))
  const check = (path: string, lines: number, exceptions: Record<string, number>) =>
    count(rules.fileSizeFindings([sized(path, lines)], exceptions, limits))
  assert.equal(check('a.ts', 3, {}), 0)
  assert.equal(check('a.ts', 4, {}), 1)
  assert.equal(check('a.test.ts', 5, {}), 0)
  assert.equal(check('a.test.ts', 6, {}), 1)
  assert.equal(check('a.ts', 6, { 'a.ts': 6 }), 0)
  assert.equal(check('a.ts', 7, { 'a.ts': 6 }), 1)
  assert.equal(check('a.ts', 26, { 'a.ts': 46 }), 0)
  assert.equal(check('a.ts', 25, { 'a.ts': 46 }), 1)
  assert.equal(check('a.ts', 3, { 'a.ts': 6 }), 1)
  assert.equal(check('a.ts', 3, { 'gone.ts': 6 }), 1)
})

test('skipped, focused and planned tests are refused in every spelling', () => {
  const bad = [
    "test.skip('x', f)",
    "it.only('x', f)",
    "describe.todo('x')",
    "test('x', { skip: true }, f)",
    "test('x', { timeout: 1, only: true }, f)",
    "test('x', (t) => t.skip())",
    "test('x', { skip: !ready }, f)",
  ]
  for (const text of bad) assert.equal(count(rules.skippedTestFindings([file('src/a.test.ts', text)])), 1, text)
  assert.equal(count(rules.skippedTestFindings([file('src/a.test.ts', "test('never say .skip( or only: true', f)")])), 0)
  assert.equal(count(rules.skippedTestFindings([file('src/a.test.ts', "const wishes = { order: [], only: ['acme'] }")])), 0)
  assert.equal(count(rules.skippedTestFindings([file('src/a.ts', 'list.skip(2)')])), 0)
})

test('sibling folders with different files are refused', () => {
  assert.equal(count(rules.sameFilesFindings({ a: ['x.ts', 'y.ts'], b: ['x.ts'] })), 1)
  assert.equal(count(rules.sameFilesFindings({ a: ['x.ts', 'y.ts'], b: ['x.ts'] }, ['y.ts'])), 0)
  assert.equal(count(rules.sameFilesFindings({ a: ['x.ts'], b: ['x.ts'] })), 0)
})

test('a provider file with a branch is refused', () => {
  for (const text of ['if (x) y()', 'const a = b ? c : d', 'switch (x) {}', 'const f = () => 1'])
    assert.equal(count(rules.branchFindings([file('p.ts', text)])), 1, text)
  assert.equal(count(rules.branchFindings([file('p.ts', "export const acme: ProviderRecord = { id: 'acme', baseUrlEnv: 'X?' }")])), 0)
})

test('a page that names a lost path, or forgets a folder, is refused', () => {
  const paths = ['src/http/server.ts', 'tools/tidy.test.ts']
  const page = (text: string) => count(rules.mapFindings(file('P.md', text), paths, ['src', 'tools']))
  assert.equal(page('`src/` holds `src/http/server.ts`; see `tools/`.'), 0)
  assert.equal(page('`src/` and `tools/` and `src/http/gone.ts`'), 1)
  assert.equal(page('`src/` only'), 1)
  assert.deepEqual(rules.pathsNamedIn('https://example.com/docs/x, the docs are good, `./data/src`'), [])
})

test('packages without a reason, reasons without a package, and ranges are refused', () => {
  assert.equal(count(rules.dependencyFindings(['a'], { a: 'because' })), 0)
  assert.equal(count(rules.dependencyFindings(['a', 'b'], { a: 'because' })), 1)
  assert.equal(count(rules.dependencyFindings(['a'], { a: ' ' })), 1)
  assert.equal(count(rules.dependencyFindings([], { a: 'because' })), 1)
  assert.equal(count(rules.exactVersionFindings({ a: '^1.0.0', b: '1.x', c: '1.2.3', d: '*' })), 3)
})

test('install scripts, registry hosts and a growing production tree are refused', () => {
  const lock = (one: rules.LockedPackage, max = 9) =>
    count(rules.lockFindings({ '': { hasInstallScript: true }, 'node_modules/a': one }, max))
  assert.equal(lock({}), 0)
  assert.equal(lock({ hasInstallScript: true }), 1)
  assert.equal(lock({ hasInstallScript: true, dev: true }), 0)
  assert.equal(lock({ hasInstallScript: true, optional: true }), 0)
  assert.equal(lock({ resolved: 'https://host.invalid/a.tgz' }), 1)
  assert.equal(lock({}, 0), 1)
})
