// Makes one mistake at a time in a folder of pure rules and asks its tests whether they notice: `node tools/mutate.ts src/pricing`.
// Works in copies of the tree under the system's temporary folder; the working tree is never touched.
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { equivalentMutants } from './equivalent-mutants.ts'
import { type Mutation, mutationsOf } from './mutations.ts'
import { pathsUnder, readText, root } from './source-tree.ts'

/** Below this share of noticed mutants the command fails. */
const scoreLeast = 0.85
/** A mutant that takes this many times as long as the original loops for ever. */
const patience = 10
const patienceMsLeast = 15_000
/** Tests in other folders that are the tests of these rules, too. */
const testsElsewhere: Readonly<Record<string, readonly string[]>> = {}

interface Mutant extends Mutation {
  readonly file: string
  /** The file as it stood when its mutants were made: somebody may edit it while they run. */
  readonly original: string
}
type Fate = 'killed' | 'timed out' | 'survived'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { jobs: { type: 'string', default: '2' } } })
if (positionals.length === 0) {
  process.stderr.write('usage: node tools/mutate.ts FOLDER... [--jobs 2]\n')
  process.exit(2)
}

let failed = false
const trees = Array.from({ length: Number(values.jobs) }, copyTree)
try {
  for (const folder of positionals) failed = !(await mutateFolder(folder.replace(/\/$/, ''))) || failed
} finally {
  for (const tree of trees) rmSync(tree, { recursive: true, force: true })
}
process.exitCode = failed ? 1 : 0

/** True when the folder reaches its score and the list of equivalent mutants says nothing untrue about it. */
async function mutateFolder(folder: string): Promise<boolean> {
  const all = pathsUnder(folder).filter((path) => path.endsWith('.ts'))
  const tests = [...all.filter((path) => path.endsWith('.test.ts')), ...(testsElsewhere[folder] ?? [])]
  const mutants = all
    .filter((path) => !path.endsWith('.test.ts'))
    .flatMap((file) => {
      const original = readText(file)
      return mutationsOf(original).map((mutation): Mutant => ({ ...mutation, file, original }))
    })
  const patienceMs = await baseline(tests)
  const fates = await fatesOf(mutants, tests, patienceMs)
  return report(folder, mutants, fates)
}

/** Milliseconds a mutant may take. Throws when the tests fail on the unchanged sources. */
async function baseline(tests: readonly string[]): Promise<number> {
  const started = performance.now()
  if ((await runTests(trees[0] as string, tests, 120_000)) !== 'survived')
    throw new Error(`the tests fail without any mutation: ${tests.join(' ')}`)
  return Math.ceil(Math.max(patienceMsLeast, (performance.now() - started) * patience))
}

async function fatesOf(mutants: readonly Mutant[], tests: readonly string[], patienceMs: number): Promise<Fate[]> {
  const fates: Fate[] = []
  let next = 0
  const work = async (tree: string): Promise<void> => {
    for (let at = next++; at < mutants.length; at = next++) {
      const mutant = mutants[at] as Mutant
      writeFileSync(join(tree, mutant.file), mutant.text)
      fates[at] = await runTests(tree, tests, patienceMs)
      writeFileSync(join(tree, mutant.file), mutant.original)
    }
  }
  await Promise.all(trees.map(work))
  return fates
}

function runTests(tree: string, tests: readonly string[], patienceMs: number): Promise<Fate> {
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

function count(fates: readonly Fate[], fate: Fate): number {
  return fates.filter((one) => one === fate).length
}

function copyTree(): string {
  const tree = mkdtempSync(join(tmpdir(), 'nexorouter-mutants-'))
  for (const name of ['src', 'catalog', 'package.json', 'tsconfig.json']) cpSync(join(root, name), join(tree, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
  return tree
}
