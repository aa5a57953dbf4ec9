// Which folder may import which: the table of ARCHITECTURE.md as data and one judge. Knows no disk.
import { posix } from 'node:path'
import { importsOf } from './source-text.ts'
import type { SourceFile } from './source-tree.ts'

/** Folders of src/ by floor. A folder that is not listed here is itself a finding: new rooms are added on purpose. */
export const floorOf: Readonly<Record<string, number>> = {
  base: 0,
  contract: 1,
  ledger: 2,
  pricing: 2,
  keys: 2,
  access: 2,
  limits: 2,
  catalog: 2,
  routing: 2,
  dialects: 2,
  tasks: 2,
  providers: 3,
  upstream: 3,
  storage: 3,
  telemetry: 3,
  payments: 3,
  mail: 3,
  identity: 3,
  gateway: 4,
  control: 4,
  http: 5,
}

/** Composition: the files directly in src/ and the CLI see everything, and nothing of the floors may import them. */
const isComposition = (room: string): boolean => room === 'cli' || room.endsWith('.ts')

/** Islands import base and contract only, and only composition (or a test) may import them. */
const islands = new Set(['demo'])

/** Floor 2 folders that may look at a neighbour: a price is a price of a model, a key is scoped to models, a task is a wire. */
const siblingEdges = new Set(['pricing->catalog', 'routing->catalog', 'keys->catalog', 'tasks->dialects'])

/** Files of floor 3 whose values floor 4 may import, because they do nothing but name and judge. Grows only with a reason. */
export const pureOfFloor3: Readonly<Record<string, string>> = {
  'src/upstream/send.ts': 'the port: shapes, and the one error class that a caller has to recognise',
  'src/upstream/classify-failure.ts': 'a table: what each kind of failure means; no I/O',
  'src/upstream/collect-body.ts': 'one buffer out of an exchange that was given; opens nothing',
}

/** The schema library is the one package that the contract may use. */
const contractPackages = new Set(['zod'])

export interface Finding {
  readonly file: string
  readonly says: string
}

/** `src/gateway/relay.ts` -> `gateway`; `src/main.ts` -> `main.ts`; undefined outside src/. */
function roomOf(path: string): string | undefined {
  const parts = path.split('/')
  return parts[0] === 'src' ? parts[1] : undefined
}

/** Tests may reach anywhere: a test of a floor needs the real parts of others. */
export function floorFindings(files: readonly SourceFile[]): Finding[] {
  return files.filter((file) => file.path.startsWith('src/') && !file.path.endsWith('.test.ts')).flatMap(findingsOfFile)
}

const browserMaySee = /^(dashboard|src\/contract|src\/base)\//

/** Tests of the dashboard start servers and browsers; nothing of them reaches a page. */
const isDashboardTest = (path: string): boolean => path.startsWith('dashboard/e2e/') || path.endsWith('.test.ts')

/** The dashboard is a client without privileges: it sees the shared words and pure base, and nothing else of the server. */
export function dashboardFindings(files: readonly SourceFile[]): Finding[] {
  const heavy = new Set(
    files.filter((file) => file.path.startsWith('src/contract/') && /from 'zod'/.test(file.text)).map(({ path }) => path),
  )
  return files
    .filter((file) => file.path.startsWith('dashboard/') && !isDashboardTest(file.path))
    .flatMap((file) =>
      importsOf(file.text).flatMap((one) => {
        if (!one.target.startsWith('.')) return one.target.startsWith('node:') ? [dashboardSees(file, one.target)] : []
        const path = posix.normalize(posix.join(posix.dirname(file.path), one.target))
        if (!browserMaySee.test(path)) return [dashboardSees(file, one.target)]
        if (one.typeOnly || !heavy.has(path)) return []
        return [
          { file: file.path, says: `the dashboard imports a value of ${one.target}, and with it the schema library: take types only` },
        ]
      }),
    )
}

function dashboardSees({ path: file }: SourceFile, target: string): Finding {
  return { file, says: `the dashboard imports ${target}: it sees src/contract and pure src/base only` }
}

function findingsOfFile(file: SourceFile): Finding[] {
  const room = roomOf(file.path) as string
  if (isComposition(room)) return []
  if (floorOf[room] === undefined && !islands.has(room)) return [{ file: file.path, says: `src/${room} has no floor in tools/floors.ts` }]
  return importsOf(file.text).flatMap((one) => {
    const says = one.target.startsWith('.')
      ? judgeFile(room, posix.normalize(posix.join(posix.dirname(file.path), one.target)), one.typeOnly)
      : judgePackage(room, one.target, one.typeOnly)
    return says === undefined ? [] : [{ file: file.path, says }]
  })
}

function judgeFile(room: string, target: string, typeOnly: boolean): string | undefined {
  const other = roomOf(target)
  if (other === undefined) return target === 'package.json' ? undefined : `src/${room} reaches outside src/: ${target}`
  if (other === room) return undefined
  if (isComposition(other)) return `src/${room} imports ${target}: only composition sees composition`
  if (islands.has(other)) return `src/${room} imports the island ${target}: only main.ts and cli/ start it`
  const to = floorOf[other]
  if (to === undefined) return `${target} has no floor`
  if (islands.has(room)) return to <= 1 ? undefined : `the island src/${room} imports ${target}: it stands on base and contract only`
  const from = floorOf[room] as number
  if (to > from) return `floor ${from} (${room}) imports floor ${to} (${target}): floors look down only`
  if (to === from) return siblingEdges.has(`${room}->${other}`) ? undefined : `${room} imports its neighbour ${target}: take it as a value`
  return judgeDown(from, to, target, typeOnly)
}

function judgeDown(from: number, to: number, target: string, typeOnly: boolean): string | undefined {
  if (from === 4 && to === 3 && !typeOnly && pureOfFloor3[target] === undefined)
    return `floor 4 imports a value of floor 3 (${target}): floor 3 arrives injected, import its types only`
  if (from === 5 && (to === 3 || to === 2)) return `http imports floor ${to} (${target}): it asks floor 4`
  return undefined
}

function judgePackage(room: string, target: string, typeOnly: boolean): string | undefined {
  const floor = islands.has(room) ? 0 : (floorOf[room] as number)
  const builtIn = target.startsWith('node:')
  if (floor === 0) return builtIn ? undefined : `src/${room} imports the package ${target}: it uses node:* only`
  if (floor === 1)
    return contractPackages.has(target.split('/')[0] as string)
      ? undefined
      : `contract imports ${target}: only the schema library is allowed`
  if (floor === 2 && !(builtIn && typeOnly)) return `floor 2 (${room}) imports ${target}: pure rules use neither node:* nor packages`
  return undefined
}
