// What a request head may look like at all, and the one credential in it. Knows no routes and does not judge keys.
import type { IncomingMessage } from 'node:http'
import { ok, refuse, type Result } from '../base/result.ts'
import { type Problem, problem } from '../contract/problems.ts'

export interface RequestHead {
  /** A head that no route may serve; undefined when it is sound. */
  readonly fault: Problem | undefined
  /** Every value of `authorization`, in order. */
  readonly authorizations: readonly string[]
}

const none: readonly string[] = []

/**
 * One pass over the raw headers, because the parsed object hides repetitions: exactly one Host (RFC 9112, section 3.2), at most `headersMax`
 * headers, no upgrade but the `h2c` offer that some HTTP clients attach to every request (ignoring it is legal, RFC 9110, section 7.8).
 */
export function readHead(req: IncomingMessage, headersMax: number): RequestHead {
  const raw = req.rawHeaders
  if (raw.length > headersMax * 2)
    return { fault: problem('invalid_request', `More than ${headersMax} request headers.`), authorizations: none }
  let hosts = 0
  let authorizations = none
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] as string
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1
    else if (name.length === 13 && name.toLowerCase() === 'authorization') authorizations = [...authorizations, raw[at + 1] as string]
    else if (name.length === 7 && name.toLowerCase() === 'upgrade' && (raw[at + 1] as string).toLowerCase() !== 'h2c') {
      return {
        fault: problem('invalid_request', 'Protocol upgrades are not served; answers stream as server-sent events.'),
        authorizations,
      }
    }
  }
  if (hosts > 1) return { fault: problem('invalid_request', 'The request has more than one Host header.'), authorizations }
  if (hosts === 0 && req.httpVersionMinor > 0)
    return { fault: problem('invalid_request', 'The request has no Host header.'), authorizations }
  return { fault: undefined, authorizations }
}

/** A header of the caller's dialect that may carry the key as it is; both undefined where the dialect has none. */
interface OwnHeader {
  readonly name: string | undefined
  readonly value: string | undefined
}

/**
 * The key from `Authorization: Bearer` or from the dialect's own header, or what is wrong with them; the value itself is judged elsewhere.
 * A client that sends both means the one that looks like a key of this server: its other key belongs to the vendor.
 */
export function readCredential(
  authorizations: readonly string[],
  otherKeyHeader: string | undefined,
  own: OwnHeader = { name: undefined, value: undefined },
): Result<string, Problem> {
  const value = authorizations[0]
  const key = own.value?.trim() ?? ''
  if (key !== '' && (value === undefined || key.startsWith('sk-nxr-'))) return /[\s,]/.test(key) ? refuse(oneKey(own.name)) : ok(key)
  if (value === undefined) {
    if (own.value !== undefined) return refuse(problem('invalid_api_key', emptyKey))
    const hint = otherKeyHeader === undefined ? '' : ` A key in \`${otherKeyHeader}\` is not read on this path.`
    const ways = own.name === undefined ? '' : `\`${own.name}: sk-nxr-...\` or `
    return refuse(problem('invalid_api_key', `No API key: send ${ways}\`Authorization: Bearer sk-nxr-...\`.${hint}`))
  }
  if (authorizations.length > 1) {
    return refuse(problem('invalid_api_key', 'The request has more than one Authorization header; send exactly one.'))
  }
  const match = /^bearer +(.*)$/i.exec(value)
  const scheme = /^[^ ]*/.exec(value)?.[0] ?? ''
  if (match === null) {
    if (scheme.toLowerCase() === 'bearer' || value === '') return refuse(problem('invalid_api_key', emptyKey))
    return refuse(problem('invalid_api_key', 'The Authorization header must use the Bearer scheme: `Authorization: Bearer sk-nxr-...`.'))
  }
  const bearer = (match[1] as string).trim()
  if (bearer === '') return refuse(problem('invalid_api_key', emptyKey))
  if (/^bearer\s/i.test(bearer)) return refuse(problem('invalid_api_key', twice))
  if (/[\s,]/.test(bearer)) return refuse(oneKey('Authorization'))
  return ok(bearer)
}

function oneKey(header: string | undefined): Problem {
  return problem('invalid_api_key', `The ${header} header must hold exactly one key, without spaces or commas.`)
}

const emptyKey = 'The API key is empty: is the environment variable set? Send `Authorization: Bearer sk-nxr-...`.'

const twice = 'The Authorization header says `Bearer` twice: give the client the bare key; it puts the word in front itself.'
