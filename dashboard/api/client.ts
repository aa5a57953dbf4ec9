// Asks the control API and turns a refusal into one kind of error. Knows no endpoint.
import type { ProblemCode } from '../../src/contract/problems.ts'

/** A refusal of the control API: its code, its sentence and the field at fault. */
export class ApiProblem extends Error {
  readonly code: ProblemCode | 'unreachable'
  readonly param: string | null
  readonly requestId: string | null

  constructor(code: ProblemCode | 'unreachable', message: string, more: { param?: string | null; requestId?: string | null } = {}) {
    super(message)
    this.name = 'ApiProblem'
    this.code = code
    this.param = more.param ?? null
    this.requestId = more.requestId ?? null
  }
}

export type Query = Readonly<Record<string, string | number | undefined>>

export interface Ask {
  readonly query?: Query | undefined
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** `/control/v1` + path with its query; parameters without a value are left out. */
export function controlUrl(path: string, query: Query = {}): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') params.set(name, String(value))
  const text = params.toString()
  return `/control/v1${path}${text === '' ? '' : `?${text}`}`
}

export async function ask<Answer>(method: Method, path: string, { query, body, signal }: Ask = {}): Promise<Answer> {
  const init: RequestInit = { method, signal: signal ?? null, credentials: 'same-origin' }
  if (body !== undefined) {
    init.body = JSON.stringify(body)
    init.headers = { 'content-type': 'application/json' }
  }
  const response = await send(controlUrl(path, query), init)
  if (!response.ok) throw await problemOf(response)
  return (response.status === 204 ? undefined : await response.json()) as Answer
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === 'AbortError') throw fault
    throw new ApiProblem('unreachable', 'The server did not answer. Check that it is running and that you are online, then try again.')
  }
}

/** Also used by the Playground: the data plane refuses in the same shape. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const requestId = response.headers.get('x-request-id')
  const text = await response.text()
  try {
    const { error } = JSON.parse(text) as { error: { code: ProblemCode; message: string; param?: string | null } }
    return new ApiProblem(error.code, error.message, { param: error.param ?? null, requestId })
  } catch {
    return new ApiProblem('gateway_error', `The server answered ${response.status} without saying why.`, { requestId })
  }
}

export function isSignedOut(fault: unknown): boolean {
  return fault instanceof ApiProblem && fault.code === 'invalid_api_key'
}
