// THE route table: method, path, auth class and handler in one row. Dispatch and authentication are decided here together; a row without
// an auth class does not compile. Knows no sockets.
import { refuse, type Result } from '../base/result.ts'
import { dashboardPaths } from '../contract/dashboard-paths.ts'
import type { DialectName } from '../contract/dialects.ts'
import { type Problem, problem } from '../contract/problems.ts'
import type { TaskName } from '../contract/tasks.ts'
import type { Call, Reply } from '../gateway/call.ts'
import type { KeptAsk } from '../gateway/handle-kept-response.ts'
import { decode, parseTarget, queryValue, type Target } from './parse-target.ts'

/** The gateway's handlers, bound to their dependencies by main.ts. Each authenticates the call itself, before it reads the body. */
export interface DataPlane {
  chat(call: Call, dialect: DialectName): Promise<Reply>
  task(call: Call, task: TaskName): Promise<Reply>
  completion(call: Call): Promise<Reply>
  countTokens(call: Call): Promise<Reply>
  /** What asks for a response that was given earlier. */
  keptResponse(call: Call, ask: KeptAsk): Promise<Reply>
  gemini(call: Call, target: { readonly rest: string; readonly alt: string | undefined }): Promise<Reply>
  models(call: Call, dialect?: DialectName): Promise<Reply>
  model(call: Call, id: string, dialect?: DialectName): Promise<Reply>
  generation(call: Call, id: string): Promise<Reply>
  key(call: Call): Promise<Reply>
}

/** What a handler learns of its target: the decoded rest behind `{id}` and the raw query. */
export interface RouteMatch {
  readonly rest: string
  readonly query: string
}

/** An API key of an account; the gateway decides. Answers carry cross-origin headers, and `/api` + path is an alias. */
export interface KeyRoute {
  readonly auth: 'key'
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly endpoint: string
  readonly handle: (plane: DataPlane, call: Call, match: RouteMatch) => Promise<Reply>
}

/** A file of the built dashboard by its name, in which `{id}` is the rest of the path; and what is sent where there is no such file, in order. */
export interface ServedFile {
  readonly file: string
  readonly otherwise?: readonly string[]
}

/** Nobody in particular: no account's data behind it. */
export interface PublicRoute {
  readonly auth: 'public'
  readonly method: 'GET'
  readonly path: string
  readonly serves: 'health' | 'readiness' | 'receipt_keys' | ServedFile
}

/** The control API decides, endpoint by endpoint, in its own table (control/endpoints.ts). */
export interface ControlRoute {
  readonly auth: 'control'
  readonly method: 'ANY'
  readonly path: string
}

/** Whoever shows the metrics token; without one set the route answers 404. */
export interface MetricsRoute {
  readonly auth: 'metrics'
  readonly method: 'GET'
  readonly path: string
}

export type Route = KeyRoute | PublicRoute | ControlRoute | MetricsRoute

const pageFile = 'index.html'
/** Documents of single pages, by their name in `dashboardPaths`. */
export const pageFolder = 'pages/'

export const routes: readonly Route[] = [
  { auth: 'key', method: 'POST', path: '/v1/chat/completions', endpoint: 'chat.completions', handle: answerIn('openai-chat') },
  { auth: 'key', method: 'POST', path: '/v1/completions', endpoint: 'completions', handle: (plane, call) => plane.completion(call) },
  { auth: 'key', method: 'POST', path: '/v1/responses', endpoint: 'responses', handle: answerIn('openai-responses') },
  ...(['GET', 'POST', 'DELETE'] as const).map(keptResponse),
  { auth: 'key', method: 'POST', path: '/v1/messages', endpoint: 'messages', handle: answerIn('anthropic-messages') },
  {
    auth: 'key',
    method: 'POST',
    path: '/v1/messages/count_tokens',
    endpoint: 'messages.count_tokens',
    handle: (plane, call) => plane.countTokens(call),
  },
  { auth: 'key', method: 'POST', path: '/v1/embeddings', endpoint: 'embeddings', handle: does('embeddings') },
  { auth: 'key', method: 'POST', path: '/v1/rerank', endpoint: 'rerank', handle: does('rerank') },
  { auth: 'key', method: 'POST', path: '/v1/moderations', endpoint: 'moderations', handle: does('moderations') },
  { auth: 'key', method: 'POST', path: '/v1/images/generations', endpoint: 'images.generations', handle: does('images') },
  { auth: 'key', method: 'POST', path: '/v1/audio/speech', endpoint: 'audio.speech', handle: does('speech') },
  { auth: 'key', method: 'POST', path: '/v1/audio/transcriptions', endpoint: 'audio.transcriptions', handle: does('transcriptions') },
  { auth: 'key', method: 'POST', path: '/v1/audio/translations', endpoint: 'audio.translations', handle: does('translations') },
  { auth: 'key', method: 'POST', path: '/v1beta/models/{id}', endpoint: 'gemini', handle: gemini },
  { auth: 'key', method: 'POST', path: '/v1/models/{id}', endpoint: 'gemini', handle: gemini },
  { auth: 'key', method: 'GET', path: '/v1beta/models', endpoint: 'models', handle: (plane, call) => plane.models(call, 'gemini') },
  {
    auth: 'key',
    method: 'GET',
    path: '/v1beta/models/{id}',
    endpoint: 'models.get',
    handle: (plane, call, at) => plane.model(call, at.rest, 'gemini'),
  },
  { auth: 'key', method: 'GET', path: '/v1/models', endpoint: 'models', handle: (plane, call) => plane.models(call) },
  { auth: 'key', method: 'GET', path: '/v1/models/{id}', endpoint: 'models.get', handle: (plane, call, at) => plane.model(call, at.rest) },
  { auth: 'key', method: 'GET', path: '/v1/generation', endpoint: 'generation', handle: generation },
  { auth: 'key', method: 'GET', path: '/v1/key', endpoint: 'key', handle: (plane, call) => plane.key(call) },
  { auth: 'key', method: 'GET', path: '/v1/auth/key', endpoint: 'key', handle: (plane, call) => plane.key(call) },
  { auth: 'control', method: 'ANY', path: '/control/v1/{id}' },
  { auth: 'metrics', method: 'GET', path: '/metrics' },
  { auth: 'public', method: 'GET', path: '/.well-known/nexorouter-receipts.json', serves: 'receipt_keys' },
  { auth: 'public', method: 'GET', path: '/healthz', serves: 'health' },
  { auth: 'public', method: 'GET', path: '/readyz', serves: 'readiness' },
  { auth: 'public', method: 'GET', path: '/assets/{id}', serves: { file: 'assets/{id}' } },
  { auth: 'public', method: 'GET', path: '/llms.txt', serves: { file: 'llms.txt' } },
  ...Object.entries(dashboardPaths).map(pageRoute),
]

/** A document for each page, and one that stands in for all: the dashboard reads the path. A path that is not listed is a 404, not a page. */
function pageRoute([page, path]: [page: string, path: string]): PublicRoute {
  const own = `${pageFolder}${page}.html`
  const serves = path === dashboardPaths.doc ? { file: 'docs/{id}', otherwise: [own, pageFile] } : { file: own, otherwise: [pageFile] }
  return { auth: 'public', method: 'GET', path, serves }
}

function gemini(plane: DataPlane, call: Call, at: RouteMatch): Promise<Reply> {
  return plane.gemini(call, { rest: at.rest, alt: queryValue(at.query, 'alt') })
}

/** Retrieve, input items, cancel and delete. */
function keptResponse(method: KeyRoute['method']): KeyRoute {
  const handle: KeyRoute['handle'] = (plane, call, { rest, query }) =>
    plane.keptResponse(call, { method, rest, query: (name) => queryValue(query, name) })
  return { auth: 'key', method, path: '/v1/responses/{id}', endpoint: 'responses.kept', handle }
}

/** One request for an answer; who asks speaks this dialect. */
function answerIn(dialect: DialectName): KeyRoute['handle'] {
  return (plane, call) => plane.chat(call, dialect)
}

/** One request for a task. */
function does(task: TaskName): KeyRoute['handle'] {
  return (plane, call) => plane.task(call, task)
}

function generation(plane: DataPlane, call: Call, at: RouteMatch): Promise<Reply> {
  const id = queryValue(at.query, 'id')
  if (id !== undefined && id !== '') return plane.generation(call, id)
  const missing = problem('invalid_request', 'Name the request: `GET /v1/generation?id=<x-request-id of the answer>`.', { param: 'id' })
  return Promise.resolve({ kind: 'problem', problem: missing, headers: {} })
}

/** All routes of one path. */
interface PathEntry {
  readonly path: string
  readonly byMethod: ReadonlyMap<string, Route>
  readonly allow: readonly string[]
  readonly crossOrigin: boolean
}

export type Dispatch =
  | { readonly kind: 'route'; readonly route: Route; readonly match: RouteMatch; readonly crossOrigin: boolean }
  | { readonly kind: 'preflight'; readonly allow: readonly string[] }
  | { readonly kind: 'refused'; readonly problem: Problem; readonly crossOrigin: boolean }

const entries = collectEntries()
const fixedPaths = new Map(entries.filter((entry) => !entry.path.endsWith('{id}')).map((entry) => [entry.path, entry]))
const prefixes = entries.filter((entry) => entry.path.endsWith('{id}')).map((entry) => ({ prefix: entry.path.slice(0, -4), entry }))
const bare: RouteMatch = { rest: '', query: '' }

function collectEntries(): PathEntry[] {
  const byPath = new Map<string, Route[]>()
  for (const route of routes) {
    const paths = route.auth === 'key' ? [route.path, `/api${route.path}`] : [route.path]
    for (const path of paths) byPath.set(path, [...(byPath.get(path) ?? []), route])
  }
  return [...byPath].map(([path, rows]) => {
    const byMethod = new Map<string, Route>(rows.map((row) => [row.method, row]))
    const get = byMethod.get('GET')
    if (get !== undefined) byMethod.set('HEAD', get)
    const crossOrigin = rows[0]?.auth === 'key'
    const methods = byMethod.has('ANY') ? ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'] : [...byMethod.keys()]
    return { path, byMethod, allow: [...methods, ...(crossOrigin ? ['OPTIONS'] : [])], crossOrigin }
  })
}

/** One decision from method and target. The fast path compares the raw target with the fixed paths, before anything is parsed. */
export function dispatch(method: string, url: string): Dispatch {
  const fixed = fixedPaths.get(url)
  if (fixed !== undefined) return choose(fixed, method, bare)
  const target = parseTarget(url)
  if (!target.ok) return { kind: 'refused', problem: target.problem, crossOrigin: isDataPlanePath(url) }
  const { path, query } = target.value
  const entry = fixedPaths.get(path)
  if (entry !== undefined) return choose(entry, method, { rest: '', query })
  for (const { prefix, entry: candidate } of prefixes) {
    if (!path.startsWith(prefix) || path.length === prefix.length) continue
    const rest = restOf(candidate, path.slice(prefix.length))
    if (!rest.ok) return { kind: 'refused', problem: rest.problem, crossOrigin: candidate.crossOrigin }
    return choose(candidate, method, { rest: rest.value, query })
  }
  const crossOrigin = isDataPlanePath(path)
  if (method === 'OPTIONS' && crossOrigin) return { kind: 'preflight', allow: ['GET', 'HEAD', 'POST', 'OPTIONS'] }
  return { kind: 'refused', problem: notFound(method, target.value), crossOrigin }
}

/** The decoded rest. An encoded slash is legal behind the models path only: model IDs contain slashes, nothing else does. */
function restOf(entry: PathEntry, raw: string): Result<string, Problem> {
  if (entry.crossOrigin) return decode(raw)
  if (/%2f|%5c/i.test(raw)) return refuse(problem('not_found', 'An encoded slash is legal in model IDs only.'))
  return decode(raw)
}

/** Methods that a fetch-style Request cannot carry (Fetch standard, section 2.2.1): making one would throw. */
const neverServed: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK'])

function choose(entry: PathEntry, method: string, match: RouteMatch): Dispatch {
  const route = entry.byMethod.get(method) ?? (neverServed.has(method) ? undefined : entry.byMethod.get('ANY'))
  if (route !== undefined) return { kind: 'route', route, match, crossOrigin: entry.crossOrigin }
  if (method === 'OPTIONS' && entry.crossOrigin) return { kind: 'preflight', allow: entry.allow }
  const message = `${method.slice(0, 20)} is not served on ${entry.path.replace('{id}', '...')}; use ${entry.allow.join(' or ')}.`
  return { kind: 'refused', problem: problem('method_not_allowed', message, { allow: entry.allow }), crossOrigin: entry.crossOrigin }
}

function isDataPlanePath(path: string): boolean {
  return (
    /^(?:\/api)?\/v1beta\//.test(path) || path.startsWith('/v1/') || path.startsWith('/api/v1/') || path === '/v1' || path === '/api/v1'
  )
}

/** Known interfaces of other servers that people try first, and what to use here. */
const notServed: Readonly<Record<string, string>> = {
  '/v1/messages/batches': 'Batches are not served; send the requests one by one to POST /v1/messages.',
  '/v1': 'This is the base URL; the first request to try is GET /v1/models or POST /v1/chat/completions.',
}

/** A 404 that names the likely mistake: a base URL without /v1, a doubled /v1, a trailing slash. */
function notFound(method: string, { path }: Pick<Target, 'path'>): Problem {
  const plain = path.startsWith('/api/') ? path.slice(4) : path
  const trimmed = withoutSlashes(plain)
  const known = notServed[trimmed] ?? notServed[`/v1${trimmed}`]
  if (known !== undefined) return problem('not_found', known)
  const shown = `No such path: ${method.slice(0, 20)} ${path.slice(0, 200)}.`
  const guess = likelyPath(trimmed)
  if (guess === undefined) return problem('not_found', `${shown} The API lives under /v1, such as POST /v1/chat/completions.`)
  const why = plain.startsWith('/v1/') ? '' : ': the base URL must end in /v1'
  return problem('not_found', `${shown} Did you mean ${guess}${why}?`)
}

/** A page that shares its path with an endpoint whose base URL was cut short, such as `/models`: the hint for whoever did not ask for a page. */
export function insteadOfPage(method: string, url: string, accept: string): Problem | undefined {
  const path = url.split('?', 1)[0] as string
  const pageWanted = accept.includes('text/html') || likelyPath(path) === undefined
  return pageWanted ? undefined : notFound(method, { path })
}

/** Without slashes at the end. A loop: a pattern that is anchored at the end only takes quadratic time on a path of slashes. */
function withoutSlashes(path: string): string {
  let end = path.length
  while (end > 1 && path[end - 1] === '/') end -= 1
  return path.slice(0, end)
}

function likelyPath(path: string): string | undefined {
  const candidates = routes.filter((route) => route.auth === 'key').map((route) => route.path.replace('/{id}', ''))
  const tail = path.replace(/^(?:\/v1)+(?=\/)/, '')
  const exact = candidates.find((candidate) => candidate === `/v1${tail}`)
  if (exact !== undefined) return exact
  return candidates.find((candidate) => candidate.lastIndexOf('/') > 3 && path.toLowerCase().endsWith(candidate.slice(3)))
}
