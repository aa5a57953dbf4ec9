// One way to the control API for every command: the socket of a running server, or the same app opened over the data of a stopped one.
import { existsSync } from 'node:fs'
import { databaseFile } from '../storage/sqlite/engine/folder.ts'
import { type CliContext, dataFolderOf, type SettingFlags } from './context.ts'
import { CliFailure, type ExitName } from './exit-codes.ts'
import { requireSight } from './require-sight.ts'
import { callLocalControl, type ControlCall, type ControlReply, readLocalControl } from './local-control.ts'

export interface ControlClient {
  /** The answer's JSON; a refusal becomes a CliFailure with the server's own sentence. `path` begins behind `/control/v1`. */
  readonly call: <T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object) => Promise<T>
  /** Every row of a list, page after page. */
  readonly list: <Row>(path: string) => Promise<Row[]>
  /** The text of the secret key that the data was written with. */
  readonly secretText: () => Promise<string>
}

export interface ControlNeeds {
  /** The command sends a request to a provider: on a stopped server the simulated one is started for it. */
  readonly providers?: boolean
}

/** Runs a command's work over the open way and closes it again. */
export async function withControl<T>(
  context: CliContext,
  flags: SettingFlags,
  work: (client: ControlClient) => Promise<T>,
  needs: ControlNeeds = {},
): Promise<T> {
  const folder = dataFolderOf(context, flags)
  const running = readLocalControl(folder)
  if (running !== undefined) {
    const knock = await callLocalControl(running, { method: 'GET', path: '/control/v1/session', body: null })
    if (knock !== undefined) return work(clientOver((call) => throughSocket(running, call), flags))
  }
  requireSight(databaseFile(folder))
  if (!existsSync(databaseFile(folder))) {
    throw new CliFailure(
      'refused',
      `there is no data in ${folder} yet: run \`nexorouter serve\` or \`nexorouter init\` first, or name another folder with --data`,
    )
  }
  // Loaded only now: beside a running server a command needs none of it.
  const { overStoppedServer } = await import('./stopped-server.ts')
  return overStoppedServer(context, flags, { needs, work: (control) => work(clientOver(control, flags)) })
}

async function throughSocket(running: Parameters<typeof callLocalControl>[0], call: Parameters<ControlCall>[0]): Promise<ControlReply> {
  const reply = await callLocalControl(running, call)
  if (reply === undefined) throw new CliFailure('failed', 'the server stopped while the command ran; try again')
  return reply
}

function clientOver(control: ControlCall, flags: object): ControlClient {
  const read = async <T>(request: Parameters<ControlCall>[0]): Promise<T> => {
    const { status, body } = await control(request)
    if (status >= 200 && status < 300) return (body === '' ? null : JSON.parse(body)) as T
    throw failureOfReply(status, body, flags)
  }
  const call: ControlClient['call'] = (method, path, body) =>
    read({ method, path: `/control/v1${path}`, body: body === undefined ? null : JSON.stringify(body) })
  return {
    call,
    list: (path) => allPages(path, (page) => call('GET', page)),
    secretText: async () => (await read<{ secret: string }>({ method: 'GET', path: '/local/v1/secret', body: null })).secret,
  }
}

interface ListPage<Row> {
  readonly data: readonly Row[]
  /** Where the next page begins; null at the end. */
  readonly next: string | null
}

/** `path` takes `limit` and `after`, or is a list that is given whole. */
async function allPages<Row>(path: string, ask: (path: string) => Promise<ListPage<Row>>): Promise<Row[]> {
  const first = await ask(path)
  const rows = [...first.data]
  for (let { next } = first; typeof next === 'string'; ) {
    const page = await ask(`${path}?limit=${pageRows}&after=${encodeURIComponent(next)}`)
    rows.push(...page.data)
    next = page.next
  }
  return rows
}

/** The most that a list gives at once. */
const pageRows = 1_000

const exits: Readonly<Record<string, ExitName>> = {
  invalid_request: 'usage',
  not_found: 'not_found',
  model_not_found: 'not_found',
  conflict: 'refused',
  permission_denied: 'refused',
}

function failureOfReply(status: number, body: string, flags: object): CliFailure {
  try {
    const { error } = JSON.parse(body) as { error: { code: string; message: string; param?: string | null } }
    return new CliFailure(exits[error.code] ?? 'failed', inFlags(error.message, error.param ?? null, flags))
  } catch {
    return new CliFailure('failed', `the server answered with status ${status}`)
  }
}

/** The sentence with the option that was typed in place of the field that it became: `budget_usd` is --budget-usd here. */
function inFlags(sentence: string, param: string | null, flags: object): string {
  const option = param?.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return param === null || option === undefined || !(option in flags)
    ? sentence
    : sentence.replaceAll(`\`${param}\``, `--${param.replaceAll('_', '-')}`)
}
