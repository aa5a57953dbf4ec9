// The rules of the house as pure functions: files in, findings out. Knows no disk; tidy.test.ts brings the real tree.
import { posix } from 'node:path'
import type { Finding } from './floors.ts'
import { blank, importsOf } from './source-text.ts'
import type { SourceFile } from './source-tree.ts'

/** Case lists are the tests of more than one implementation. */
const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || path.startsWith('src/storage/cases/')
const isShipped = (path: string): boolean => path.startsWith('src/') && !isTest(path)

interface Ban {
  readonly pattern: RegExp
  readonly instead: string
  readonly allowedIn: readonly string[]
  readonly where: (path: string) => boolean
}

const unfinished = new RegExp(['FIX', 'ME'].join(''))

const bans: readonly Ban[] = [
  { pattern: /\bDate\.now\(/, instead: 'the injected clock: clock.now()', allowedIn: ['src/base/clock.ts'], where: isShipped },
  { pattern: /\bnew Date\(\s*\)/, instead: 'new Date(clock.now())', allowedIn: ['src/base/clock.ts'], where: isShipped },
  { pattern: /\bperformance\.now\(/, instead: 'the injected clock: clock.elapsed()', allowedIn: ['src/base/clock.ts'], where: isShipped },
  { pattern: /\bprocess\.env\b/, instead: 'a setting of config.ts', allowedIn: ['src/config.ts'], where: isShipped },
  { pattern: /\bconsole\./, instead: 'the injected log, or process.stdout.write in cli/', allowedIn: [], where: isShipped },
]

/** Words with their replacement: the clock, the environment and the console each have one door. */
export function bannedWordFindings(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => {
    const code = blank(file.text).codeOnly
    const broken = bans.filter((ban) => ban.where(file.path) && !ban.allowedIn.includes(file.path) && ban.pattern.test(code))
    const found = broken.map((ban) => ({ file: file.path, says: `${ban.pattern.source} is banned here; use ${ban.instead}` }))
    return unfinished.test(file.text)
      ? [...found, { file: file.path, says: `${unfinished.source} is banned; finish it or open an issue` }]
      : found
  })
}

/** The first line of a shipped file says what it is. */
export function firstLineFindings(files: readonly SourceFile[]): Finding[] {
  return files
    .filter((file) => isShipped(file.path) && !/^\/\/ \S.{15,}/.test(file.text.split('\n', 1)[0] ?? ''))
    .map((file) => ({ file: file.path, says: 'the first line must be a comment that says what the file is and what it refuses to know' }))
}

const emptyNames = /^(utils?|helpers?|managers?|data|info|misc|common)$/

/** A name that says nothing attracts everything. */
export function fileNameFindings(paths: readonly string[]): Finding[] {
  return paths.flatMap((path) => {
    const bad = path
      .split('/')
      .map((part) => part.replace(/\..*$/, ''))
      .find((part) => emptyNames.test(part))
    return bad === undefined ? [] : [{ file: path, says: `"${bad}" says nothing; name the file by what it does` }]
  })
}

const sqlText =
  /\b(SELECT\s[\s\S]{0,200}?\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(TABLE|INDEX|TRIGGER|UNIQUE)\s|PRAGMA\s+\w|BEGIN IMMEDIATE)/
const sqlDrivers = new Set(['node:sqlite', 'kysely', 'pg', 'better-sqlite3'])

/** SQL and its drivers live in storage/ only. */
export function sqlFindings(files: readonly SourceFile[]): Finding[] {
  return files
    .filter((file) => isShipped(file.path) && !file.path.startsWith('src/storage/'))
    .flatMap((file) => {
      const driver = importsOf(file.text).find((one) => sqlDrivers.has(one.target))
      if (driver) return [{ file: file.path, says: `imports ${driver.target}: only storage/ knows drivers` }]
      return sqlText.test(blank(file.text).withoutComments)
        ? [{ file: file.path, says: 'contains SQL: move it behind a port into storage/' }]
        : []
    })
}

const statusRooms = /^src\/(http|gateway|control|dialects|ledger|keys|limits|routing|pricing|catalog|storage)\//
const statusUse = /(\bstatus(Code)?\b\s*[:=(,]\s*|\bwriteHead\(\s*|\.json\([^\n]{0,120},\s*)[45]\d\d\b/
const statusLine = /HTTP\/1\.1 [45]\d\d/

/** A refusal's status comes from the table of problems; nobody else writes a 4xx or 5xx. Reading an upstream's status is another matter. */
export function statusCodeFindings(files: readonly SourceFile[]): Finding[] {
  return files
    .filter((file) => statusRooms.test(file.path) && isShipped(file.path) && file.path !== 'src/http/write-problem.ts')
    .filter((file) => {
      const { codeOnly, withoutComments } = blank(file.text)
      return statusUse.test(codeOnly) || statusLine.test(withoutComments)
    })
    .map((file) => ({ file: file.path, says: 'writes a status code: return a Problem and let http/write-problem.ts map it' }))
}

/** Lines that a listed file may lose before its entry has to follow. */
const slack = 20

/** A ratchet: new files keep the limit, old exceptions may only shrink, and leave the list once they fit. */
export function fileSizeFindings(
  files: readonly SourceFile[],
  exceptions: Readonly<Record<string, number>>,
  limits: { code: number; test: number },
): Finding[] {
  const seen = new Set(files.map((file) => file.path))
  const gone = Object.keys(exceptions)
    .filter((path) => !seen.has(path))
    .map((path) => ({ file: path, says: 'is listed as too long but does not exist: remove it from the list' }))
  const sizes = files.flatMap((file) => {
    const lines = file.text.split('\n').length - 1
    const limit = isTest(file.path) ? limits.test : limits.code
    const allowed = exceptions[file.path]
    if (allowed !== undefined && lines <= limit) return [{ file: file.path, says: 'fits now: remove it from the list of exceptions' }]
    if (allowed !== undefined && lines < allowed - slack)
      return [{ file: file.path, says: `shrank to ${lines} lines: lower its entry from ${allowed}` }]
    return lines > (allowed ?? limit) ? [{ file: file.path, says: `${lines} lines, at most ${allowed ?? limit}` }] : []
  })
  return [...gone, ...sizes]
}

/** A list of names called `only`, as in a caller's preferences, focuses no test. */
const notRun =
  /\b(test|it|describe|suite|t)\.(skip|only|todo)\(|[{,]\s*((skip|todo)\s*:(?!\s*false\b)|only\s*:(?!\s*(false\b|null\b|\[|fc\.)))|\bt(?:est)?\.(skip|todo)\(/

/** A test that does not run proves nothing and hides that it does not. */
export function skippedTestFindings(files: readonly SourceFile[], allowed: Readonly<Record<string, string>> = {}): Finding[] {
  return files
    .filter((file) => isTest(file.path) && allowed[file.path] === undefined && notRun.test(blank(file.text).codeOnly))
    .map((file) => ({ file: file.path, says: 'has a skipped, focused or planned test: every test runs, or is not there' }))
}

/** Sibling folders that stand for one another have the same file names, so that a reader who knows one knows all. */
export function sameFilesFindings(folders: Readonly<Record<string, readonly string[]>>, mayDiffer: readonly string[] = []): Finding[] {
  const all = new Set(
    Object.values(folders)
      .flat()
      .filter((name) => !mayDiffer.includes(name)),
  )
  return Object.entries(folders).flatMap(([folder, names]) =>
    [...all]
      .filter((name) => !names.includes(name))
      .map((name) => ({ file: folder, says: `${name} is missing here but stands in a sibling folder` })),
  )
}

/** Vendors are data: a record file decides nothing. */
export function branchFindings(files: readonly SourceFile[]): Finding[] {
  return files
    .filter((file) => /\b(if|switch|while)\s*\(|\s\?\s[^.:]|=>/.test(blank(file.text).codeOnly))
    .map((file) => ({ file: file.path, says: 'contains a branch: a provider file is data; if it needs an `if`, its dialect lacks a word' }))
}

/** A page of documentation and the tree: every path it names exists, and every top folder is named. */
export function mapFindings(page: SourceFile, paths: readonly string[], mustName: readonly string[]): Finding[] {
  const known = new Set(paths)
  for (const path of paths) for (let dir = posix.dirname(path); dir !== '.'; dir = posix.dirname(dir)) known.add(dir)
  const named = pathsNamedIn(page.text)
  const lost = named.filter((path) => !known.has(path)).map((path) => ({ file: page.path, says: `names ${path}, which does not exist` }))
  const silent = mustName.filter((path) => !named.includes(path)).map((path) => ({ file: page.path, says: `does not name ${path}` }))
  return [...lost, ...silent]
}

const ownPath =
  /(?<![\w@:./-])((?:src|test|tools|bench|clients|catalog|docs|dashboard|deploy|bin|schema|\.ci)(?:\/[\w.@-]+)*)(\/?)(?![\w@-])/g

/** Paths from the root that a text names: those that start with a top folder and have a slash somewhere. */
export function pathsNamedIn(text: string): string[] {
  const found = new Set<string>()
  for (const match of text.matchAll(ownPath)) {
    const path = (match[1] as string).replace(/\.$/, '')
    if (path.includes('/') || match[2] === '/') found.add(path)
  }
  return [...found]
}

/** Packages and their reasons, in both directions. */
export function dependencyFindings(dependencies: readonly string[], reasons: Readonly<Record<string, string>>): Finding[] {
  const missing = dependencies
    .filter((name) => (reasons[name] ?? '').trim() === '')
    .map((name) => ({ file: 'package.json', says: `${name} has no written reason in tools/dependencies.ts` }))
  const idle = Object.keys(reasons)
    .filter((name) => !dependencies.includes(name))
    .map((name) => ({ file: 'tools/dependencies.ts', says: `${name} has a reason but is not a dependency` }))
  return [...missing, ...idle]
}

export interface LockedPackage {
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
  readonly resolved?: string
}

/** The production tree: nothing runs at install time, no host of a registry is written down, and it stays small. */
export function lockFindings(packages: Readonly<Record<string, LockedPackage>>, productionMax: number): Finding[] {
  const own = Object.entries(packages).filter(([path]) => path !== '')
  const production = own.filter(([, one]) => !one.dev && !one.devOptional && !one.optional)
  const scripts = production
    .filter(([, one]) => one.hasInstallScript)
    .map(([path]) => ({ file: 'package-lock.json', says: `${path} has an install script` }))
  const hosts = own
    .filter(([, one]) => one.resolved !== undefined)
    .map(([path]) => ({ file: 'package-lock.json', says: `${path} names a registry host: install with --omit-lockfile-registry-resolved` }))
  const many =
    production.length > productionMax
      ? [{ file: 'package-lock.json', says: `${production.length} production packages, at most ${productionMax}` }]
      : []
  return [...scripts, ...hosts, ...many]
}

/** Runtime and development packages carry exact versions: a range can break a release after it shipped. */
export function exactVersionFindings(dependencies: Readonly<Record<string, string>>): Finding[] {
  return Object.entries(dependencies)
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => ({ file: 'package.json', says: `${name} "${version}" is not an exact version` }))
}
