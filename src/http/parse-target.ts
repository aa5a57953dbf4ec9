// The request target, split once; dispatch and authentication both use this one value. Knows no routes.
import { ok, refuse, type Result } from '../base/result.ts'
import { type Problem, problem } from '../contract/problems.ts'

export interface Target {
  /** As sent, still percent-encoded: `/v1/models/Qwen%2FQwen-Plus`. */
  readonly path: string
  /** Without the question mark; empty when there is none. */
  readonly query: string
}

/** Origin-form only (RFC 9112, section 3.2): a proxy's absolute-form, `*` and an authority are refused, and so are broken escapes. */
export function parseTarget(url: string): Result<Target, Problem> {
  if (!url.startsWith('/')) {
    return refuse(
      problem('invalid_request', 'The request target must be a path such as `/v1/chat/completions`; this server is not a proxy.'),
    )
  }
  if (url.includes('#')) return refuse(problem('invalid_request', 'The request target must not contain `#`.'))
  if (url.includes('%') && !decode(url).ok) return decode(url) as Result<never, Problem>
  const mark = url.indexOf('?')
  if (mark === -1) return ok({ path: url, query: '' })
  return ok({ path: url.slice(0, mark), query: url.slice(mark + 1) })
}

/** Percent-decoding that refuses instead of throwing: broken escapes and invalid UTF-8 are the caller's mistake. */
export function decode(text: string): Result<string, Problem> {
  try {
    return ok(decodeURIComponent(text))
  } catch {
    return refuse(problem('invalid_request', 'The request target contains an invalid percent-encoding.'))
  }
}

/** The first value of a query parameter, decoded; undefined when it is absent. Plus signs stay plus signs: model IDs may contain them. */
export function queryValue(query: string, name: string): string | undefined {
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=')
    if ((equals === -1 ? pair : pair.slice(0, equals)) !== name) continue
    const value = decode(equals === -1 ? '' : pair.slice(equals + 1))
    return value.ok ? value.value : undefined
  }
  return undefined
}
