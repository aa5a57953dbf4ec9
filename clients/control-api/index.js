// A client of NexoRouter's control API: one function for every operation, typed by its description. Works wherever `fetch` is.
import { operations } from './operations.js'

/** A refusal: its code says what kind, its message says why and what to do. */
export class ControlApiError extends Error {
  constructor(status, { code, message, param, request_id: requestId }, retryAfterMs) {
    super(message)
    this.name = 'ControlApiError'
    this.status = status
    this.code = code
    this.param = param ?? null
    this.requestId = requestId ?? null
    this.retryAfterMs = retryAfterMs
  }
}

/** @param {import('./index.d.ts').ClientOptions} options */
export function createControlClient({ baseUrl, managementKey, fetch: send = globalThis.fetch }) {
  const root = `${String(baseUrl).replace(/\/+$/, '')}/control/v1`

  async function call(name, { ids = {}, query = {}, body, idempotencyKey, signal } = {}) {
    const operation = operations[name]
    if (operation === undefined) throw new TypeError(`the control API has no operation ${name}`)
    const headers = { authorization: `Bearer ${managementKey}` }
    if (body !== undefined) headers['content-type'] = 'application/json'
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey
    const response = await send(root + pathOf(operation.path, ids) + searchOf(query), {
      method: operation.method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    })
    if (!response.ok) throw await refusalOf(response)
    return operation.json ? response.json() : response
  }

  async function* each(name, options = {}) {
    let after
    do {
      const page = await call(name, { ...options, query: { limit: 1000, ...options.query, ...(after !== undefined && { after }) } })
      yield* page.data
      after = page.next ?? undefined
    } while (after !== undefined)
  }

  return { call, each }
}

function pathOf(path, ids) {
  return path.replaceAll(/\{(\w+)\}/g, (_, name) => {
    if (typeof ids[name] !== 'string' || ids[name] === '') throw new TypeError(`ids.${name} is missing`)
    return encodeURIComponent(ids[name])
  })
}

function searchOf(query) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

async function refusalOf(response) {
  const text = await response.text()
  const waitMs = Number(response.headers.get('retry-after-ms') ?? Number.NaN)
  const retryAfterMs = Number.isFinite(waitMs) ? waitMs : null
  try {
    return new ControlApiError(response.status, JSON.parse(text).error, retryAfterMs)
  } catch {
    const error = { code: 'gateway_error', message: `The server answered ${response.status} without saying why.` }
    return new ControlApiError(response.status, error, retryAfterMs)
  }
}
