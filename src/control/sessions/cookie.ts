// The cookies of this server, read and written: of a session, and of a browser on its way to one. Knows no sessions.

/**
 * Behind TLS the `__Host-` prefix binds a cookie to exactly this host (RFC 6265bis, section 4.1.3.2). Beside the session, each marks the browser
 * that began something it has to end itself; one for each kind, because people try several ways in at once.
 */
const names = { session: 'nexorouter', reset: 'nexorouter-reset', oidc: 'nexorouter-oidc', passkey: 'nexorouter-passkey' } as const
export type CookieKind = keyof typeof names
export type FlowKind = Exclude<CookieKind, 'session'>

function cookieName(publicUrl: string, kind: CookieKind): string {
  return publicUrl.startsWith('https:') ? `__Host-${names[kind]}` : names[kind]
}

export function writeCookie(publicUrl: string, kind: CookieKind, value: string, maxAgeSeconds: number): string {
  const secure = publicUrl.startsWith('https:') ? '; Secure' : ''
  return `${cookieName(publicUrl, kind)}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`
}

export function readCookie(publicUrl: string, kind: CookieKind, header: string | null): string | undefined {
  const name = cookieName(publicUrl, kind)
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=')
    if (equals !== -1 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return undefined
}
