// The session cookie, read and written. Knows no sessions.

/** Behind TLS the `__Host-` prefix binds the cookie to exactly this host (RFC 6265bis, section 4.1.3.2). */
export function cookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-nexorouter' : 'nexorouter'
}

export function sessionCookie(publicUrl: string, value: string, maxAgeSeconds: number): string {
  const secure = publicUrl.startsWith('https:') ? '; Secure' : ''
  return `${cookieName(publicUrl)}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`
}

export function readSessionCookie(publicUrl: string, header: string | null): string | undefined {
  const name = cookieName(publicUrl)
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=')
    if (equals !== -1 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return undefined
}
