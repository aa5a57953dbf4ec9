// Makes one mistake at a time in the folders of pure rules and asks their tests whether they notice: `node tools/mutate.ts`.
// Works in a copy of the tree under the system's temporary folder; the working tree is never touched. What was tried is kept in .cache/, so
// that a run that was stopped goes on where it ended.
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { equivalentMutants } from './equivalent-mutants.ts'
import { type Fate, openVerdicts, trialName } from './mutation-verdicts.ts'
import { type Mutation, mutationsOf } from './mutations.ts'
import { pathsUnder, readText, root } from './source-tree.ts'

/** Below this share of noticed mutants a folder fails the command. */
const scoreLeast = 0.85
/** The folders whose score is promised. */
const promised = ['src/ledger', 'src/pricing', 'src/keys', 'src/limits']
/** A mutant that takes this many times as long as the original loops for ever. */
const patience = 10
const patienceMsLeast = 15_000
/** Ended by `--for-seconds` before every mutant was tried: neither passed nor failed. */
const unfinished = 3

interface Mutant extends Mutation {
  readonly file: string
  /** The file as it stood when its mutants were made: somebody may edit it while they run. */
  readonly original: string
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'for-seconds': { type: 'string' }, anew: { type: 'boolean', default: false } },
})
const folders = positionals.length === 0 ? promised : positionals.map((folder) => folder.replace(/\/$/, ''))
const stopAt = values['for-seconds'] === undefined ? Number.POSITIVE_INFINITY : performance.now() + Number(values['for-seconds']) * 1_000
const wrong = folders.find((folder) => !promised.some((one) => folder === one || folder.startsWith(`${one}/`)))
if (wrong !== undefined || Number.isNaN(stopAt)) {
  process.stderr.write(`usage: node tools/mutate.ts [${promised.join(' | ')}]... [--for-seconds N] [--anew]\n`)
  process.exit(2)
}

const verdicts = openVerdicts(join(root, '.cache', 'mutants.txt'), values.anew)
const tree = copyTree()
try {
  const ends: number[] = []
  for (const folder of folders) ends.push(await mutateFolder(folder))
  process.exitCode = ends.find((end) => end === 1) ?? ends.find((end) => end === unfinished) ?? 0
} finally {
  rmSync(tree, { recursive: true, force: true })
}

/** 0 when the folder reaches its score and the list of equivalent mutants says nothing untrue about it, 1 when not, 3 when time ended first. */
async function mutateFolder(folder: string): Promise<number> {
  const all = pathsUnder(folder).filter((path) => path.endsWith('.ts'))
  const tests = all.filter((path) => path.endsWith('.test.ts'))
  const mutants = all
    .filter((path) => !path.endsWith('.test.ts'))
    .flatMap((file) => {
      const original = readText(file)
      return mutationsOf(original).map((mutation): Mutant => ({ ...mutation, file, original }))
    })
  const patienceMs = await baseline(tests)
  const fates: (Fate | undefined)[] = []
  for (const mutant of mutants) fates.push(await fateOf(mutant, tests, patienceMs))
  const left = count(fates, undefined)
  if (left === 0) return report(folder, mutants, fates as Fate[]) ? 0 : 1
  process.stdout.write(`${folder}: ${mutants.length - left} of ${mutants.length} mutants tried. The same command goes on from here.\n`)
  return unfinished
}

/** Milliseconds a mutant may take. Throws when the tests fail on the unchanged sources. */
async function baseline(tests: readonly string[]): Promise<number> {
  const started = performance.now()
  if ((await runTests(tests, 120_000)) !== 'survived') throw new Error(`the tests fail without any mutation: ${tests.join(' ')}`)
  return Math.ceil(Math.max(patienceMsLeast, (performance.now() - started) * patience))
}

/** Its own test file first: that one notices most, and loads in a fraction of the time. Undefined when there is no time left to try. */
async function fateOf(mutant: Mutant, tests: readonly string[], patienceMs: number): Promise<Fate | undefined> {
  const own = tests.filter((test) => test === mutant.file.replace(/\.ts$/, '.test.ts'))
  const others = tests.filter((test) => !own.includes(test))
  let fate: Fate | undefined = 'survived'
  for (const some of [own, others].filter((list) => list.length > 0)) {
    if (fate === 'survived') fate = await tried(mutant, some, patienceMs)
  }
  return fate
}

async function tried(mutant: Mutant, tests: readonly string[], patienceMs: number): Promise<Fate | undefined> {
  const name = trialName(mutant.text, tests.map(readText))
  const before = verdicts.get(name)
  if (before !== undefined) return before
  if (performance.now() > stopAt) return undefined
  writeFileSync(join(tree, mutant.file), mutant.text)
  const fate = await runTests(tests, patienceMs)
  writeFileSync(join(tree, mutant.file), mutant.original)
  verdicts.keep(name, fate)
  return fate
}

function runTests(tests: readonly string[], patienceMs: number): Promise<Fate> {
  const options = { cwd: tree, stdio: 'ignore', timeout: patienceMs, killSignal: 'SIGKILL' } as const
  // One process for all files: their tests run as they are loaded, and a file that does not load ends the process with an error.
  const load = tests.map((test) => `await import('./${test}')`).join('\n')
  const child = spawn(process.execPath, ['--max-old-space-size=512', '--input-type=module', '--eval', load], options)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(signal === 'SIGKILL' ? 'timed out' : code === 0 ? 'survived' : 'killed'))
  })
}

function report(folder: string, mutants: readonly Mutant[], fates: readonly Fate[]): boolean {
  const listed = equivalentMutants.filter((one) => one.file.startsWith(`${folder}/`))
  const isListed = (mutant: Mutant): boolean => listed.some((one) => sameMutant(one, mutant))
  const survivors = mutants.filter((_, at) => fates[at] === 'survived')
  const unnoticed = survivors.filter((mutant) => !isListed(mutant))
  const untrue = listed.filter((one) => !survivors.some((mutant) => sameMutant(one, mutant)))
  const counted = mutants.length - (survivors.length - unnoticed.length)
  const score = counted === 0 ? 1 : (counted - unnoticed.length) / counted
  const lines = [
    `\n${folder}: ${(score * 100).toFixed(1)} % of ${counted} mutants noticed`,
    `  mutants ${mutants.length}, killed ${count(fates, 'killed')}, timed out ${count(fates, 'timed out')}, survived ${unnoticed.length}, equivalent ${survivors.length - unnoticed.length}`,
    ...unnoticed.map((one) => `  survived  ${one.file}:${one.line}  ${one.change}  |  ${one.source}`),
    ...untrue.map((one) => `  not equivalent (remove it from tools/equivalent-mutants.ts)  ${one.file}  ${one.change}  |  ${one.source}`),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  return score >= scoreLeast && untrue.length === 0
}

function sameMutant(
  one: { file: string; source: string; change: string },
  other: { file: string; source: string; change: string },
): boolean {
  return one.file === other.file && one.source === other.source && one.change === other.change
}

function count(fates: readonly (Fate | undefined)[], fate: Fate | undefined): number {
  return fates.filter((one) => one === fate).length
}

function copyTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'nexorouter-mutants-'))
  for (const name of ['src', 'catalog', 'package.json', 'tsconfig.json']) cpSync(join(root, name), join(copy, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}
