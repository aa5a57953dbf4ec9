// The house rules over the real tree. The rules themselves are in floors.ts and tidy-rules.ts and are tested on their own.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { dialectNames, upstreamDialectNames } from '../src/contract/dialects.ts'
import { reasons } from './dependencies.ts'
import { dashboardFindings, type Finding, floorFindings, floorOf, pureOfFloor3 } from './floors.ts'
import { importsOf } from './source-text.ts'
import { pathsUnder, readSources, readText, root } from './source-tree.ts'
import * as rules from './tidy-rules.ts'

const paths = pathsUnder('')
const sources = readSources()
const manifest = JSON.parse(readText('package.json')) as Record<
  'dependencies' | 'devDependencies' | 'optionalDependencies',
  Record<string, string>
>
const lock = JSON.parse(readText('package-lock.json')) as { packages: Record<string, rules.LockedPackage> }

/** Files over the limit, with their size on the day they were listed. Shrinks only; see fileSizeFindings. */
const longFiles: Readonly<Record<string, number>> = {}
const lines = { code: 300, test: 400 }

/** A dialect may have files of its own for what its wire has and others do not. */
const dialectOwn: readonly string[] = [
  'write-items.ts',
  'failed-event.ts',
  'hosted-tools.ts',
  'proofs.ts',
  'plain-schema.ts',
  'camel-names.ts',
  'logprobs.ts',
  'families.ts',
  'formats.ts',
]

/** What a wire that no client speaks has no use for: reading requests, and writing answers. */
const clientHalf: readonly string[] = [
  'messages-to-common.ts',
  'read-extras.ts',
  'read-request.ts',
  'request-to-common.ts',
  'stream-from-common.ts',
  'write-request.ts',
  'write-stream.ts',
]

/** Storage folders may each have a way of their own below these names: the schema and the thread belong to SQLite alone. */
const storageOwn: readonly string[] = []

const foldersIn = (path: string): string[] =>
  readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)

const codeFilesIn = (path: string): string[] =>
  readdirSync(join(root, path))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort()

function none(findings: readonly Finding[]): void {
  assert.equal(findings.map((one) => `${one.file}: ${one.says}`).join('\n'), '')
}

test('floors import downwards only, neighbours not at all, and every folder of src has a floor', () => {
  assert.ok(sources.filter((file) => file.path.startsWith('src/')).length > 20, 'the tree was read')
  none(floorFindings(sources))
})

test('the files of floor 3 that floor 4 may use as values exist and import nothing that does I/O', () => {
  for (const path of Object.keys(pureOfFloor3)) {
    const pure = (target: string): boolean => join(path, '..', target) in pureOfFloor3 || /^\.\.\/(?:contract|base)\//.test(target)
    const outside = importsOf(readText(path)).filter((one) => !one.typeOnly && !pure(one.target))
    assert.deepEqual(
      outside.map((one) => one.target),
      [],
      path,
    )
  }
})

test('what ships takes the HTTP of Node from base/node-http.ts: an import of it by name loads all of fetch', () => {
  const byName = sources.filter(
    ({ path, text }) =>
      /^src\/(?!.*(\.test\.ts$|\/cases\/))/.test(path) && importsOf(text).some((one) => one.target === 'node:http' && !one.typeOnly),
  )
  assert.deepEqual(
    byName.map(({ path }) => path),
    [],
  )
})

test('the dashboard imports nothing of the server but its shared words', () => none(dashboardFindings(sources)))

test('every dialect folder has the same files', () => {
  const filesOf = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [`src/dialects/${name}`, codeFilesIn(`src/dialects/${name}`)]))
  const folders = foldersIn('src/dialects')
  assert.deepEqual(folders.toSorted(), upstreamDialectNames.toSorted())
  none(rules.sameFilesFindings(filesOf(dialectNames), dialectOwn))
  none(rules.sameFilesFindings(filesOf(folders), [...dialectOwn, ...clientHalf]))
})

test('the stores stand in folders with the same file names', () => {
  const stores = ['src/storage/sqlite', 'src/storage/memory']
  none(rules.sameFilesFindings(Object.fromEntries(stores.map((path) => [path, codeFilesIn(path)])), storageOwn))
})

test('the clock, the environment and the console are used through their one door', () => none(rules.bannedWordFindings(sources)))

test('the first line of each shipped file says what it is', () => none(rules.firstLineFindings(sources)))

test('no file has a name that says nothing', () => none(rules.fileNameFindings(paths.filter((path) => /\.[cm]?[jt]sx?$/.test(path)))))

test('SQL lives in storage only', () => none(rules.sqlFindings(sources)))

test('status codes are written in one place only', () => none(rules.statusCodeFindings(sources)))

test('files keep to their size, and exceptions only shrink', () => {
  // What is written from a table is as long as the table.
  const written = (path: string): boolean => path === 'clients/control-api/operations.d.ts'
  none(
    rules.fileSizeFindings(
      sources.filter(({ path }) => !written(path)),
      longFiles,
      lines,
    ),
  )
})

test('no test is skipped, focused or planned', () => none(rules.skippedTestFindings(sources)))

test('provider files contain no branches', () => {
  none(
    rules.branchFindings(
      sources.filter((file) => /^src\/providers\/[a-z-]+\.ts$/.test(file.path) && /: ProviderRecord = \{/.test(file.text)),
    ),
  )
})

test('ARCHITECTURE.md names every top folder and every floor, and nothing that is not there', () => {
  const top = foldersIn('').filter((name) => paths.some((path) => path.startsWith(`${name}/`)))
  const floors = foldersIn('src').filter((name) => floorOf[name] !== undefined)
  none(
    rules.mapFindings({ path: 'ARCHITECTURE.md', text: readText('ARCHITECTURE.md') }, paths, [
      ...top,
      ...floors.map((name) => `src/${name}`),
    ]),
  )
})

test('README.md and CONTRIBUTING.md name no path that is not there', () => {
  for (const page of ['README.md', 'CONTRIBUTING.md', 'STYLE.md', 'SECURITY.md'])
    none(rules.mapFindings({ path: page, text: readText(page) }, paths, []))
})

test('every production package has one written reason, and every reason a package', () => {
  none(rules.dependencyFindings(Object.keys(manifest.dependencies), reasons))
})

test('every version in package.json is exact', () => {
  none(rules.exactVersionFindings({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }))
})

test('the production tree runs nothing at install time, names no registry and stays under 50 packages', () => {
  assert.ok(Object.keys(lock.packages).length > 8, 'the lock file was read')
  none(rules.lockFindings(lock.packages, 50))
})
