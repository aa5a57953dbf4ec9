// Whether a browser's request comes from our own page, on a host where a session cookie is safe. Knows no sessions.
import { ok, refuse, type Result } from '../../base/result.ts'
import { type Problem, problem } from '../../contract/problems.ts'

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i

/**
 * The Host header must be the public one or loopback (a foreign name that resolves to us is an attack), a public plain-HTTP host gets no
 * cookies at all, and a write must say that it comes from the same origin (Sec-Fetch-Site, Origin).
 */
export function checkOrigin(request: Request, publicUrl: string): Result<true, Problem> {
  const host = request.headers.get('host') ?? ''
  const site = new URL(publicUrl)
  const isPublic = host.toLowerCase() === site.host
  if (!loopback.test(host) && !(isPublic && site.protocol === 'https:')) {
    const message =
      'Signing in works on this machine (http://localhost) or behind TLS: set NEXOROUTER_PUBLIC_URL to the https address people use, ' +
      'or open a tunnel (`ssh -L 3001:localhost:3001 <host>`).'
    return refuse(problem('permission_denied', message))
  }
  if (request.method === 'GET' || request.method === 'HEAD') return ok(true)
  const fetchSite = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  // A plain-HTTP page of the public host is not ours: whoever sits on the wire can write one.
  const own = origin !== null && (origin === site.origin || (loopback.test(host) && origin === `http://${host}`))
  if (origin === null ? fetchSite === 'same-origin' : own && (fetchSite === null || fetchSite === 'same-origin')) return ok(true)
  return refuse(problem('permission_denied', 'A browser may change something only from a page of this server.'))
}
