// A small OpenID Connect provider over loopback, for tests: discovery, authorization with PKCE, tokens in RS256, keys. Can misbehave on demand.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const testClient = { id: 'nexorouter-test', secret: 'secret-of-the-test-client' } as const

export interface TestIssuer {
  readonly url: string
  /** Who signs in there next, and what is told of them. */
  person: Record<string, unknown>
  /** What its discovery document says beside the usual. */
  metadata: Record<string, unknown>
  /** Changes claims and header of the next ID tokens. */
  deviation: { readonly claims?: Record<string, unknown>; readonly alg?: string; readonly key?: KeyObject }
  /** As a browser would: what the redirect URI is called with. */
  authorize(url: string): Promise<string>
  readonly calls: () => readonly string[]
  /** Codes and tokens that were handed out, for tests that look where they went. */
  readonly given: readonly string[]
  close(): Promise<void>
}

interface Grant {
  readonly challenge: string
  readonly nonce: string
  readonly redirectUri: string
}

const b64 = (value: string | Buffer): string => Buffer.from(value).toString('base64url')

export async function openTestIssuer(): Promise<TestIssuer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const grants = new Map<string, Grant>()
  const calls: string[] = []
  const given: string[] = []
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const issuer: TestIssuer = {
    url,
    person: { sub: 'person-1', email: 'ann@example.com', email_verified: true, name: 'Ann' },
    metadata: {},
    deviation: {},
    async authorize(target) {
      const response = await fetch(target, { redirect: 'manual' })
      return new URL(response.headers.get('location') ?? '').search.slice(1)
    },
    calls: () => calls,
    given,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  const documents: Readonly<Record<string, () => unknown>> = {
    '/.well-known/openid-configuration': () => ({
      issuer: url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      ...issuer.metadata,
    }),
    '/keys': () => ({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] }),
  }
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = new URL(request.url ?? '', url)
    calls.push(asked.pathname)
    const document = documents[asked.pathname]
    if (document !== undefined) return json(response, 200, document())
    if (asked.pathname === '/authorize') return authorize(asked.searchParams, response)
    if (asked.pathname === '/token') return json(response, ...token(new URLSearchParams(await textOf(request))))
    return json(response, 404, {})
  }
  function give(secret: string): string {
    given.push(secret)
    return secret
  }
  function authorize(query: URLSearchParams, response: ServerResponse): void {
    const code = give(b64(randomBytes(16)))
    const redirectUri = query.get('redirect_uri') ?? ''
    grants.set(code, { challenge: query.get('code_challenge') ?? '', nonce: query.get('nonce') ?? '', redirectUri })
    const back = new URLSearchParams({ code, state: query.get('state') ?? '' })
    response.writeHead(302, { location: `${redirectUri}?${back.toString()}` }).end()
  }
  function token(body: URLSearchParams): [number, unknown] {
    const grant = grants.get(body.get('code') ?? '')
    grants.delete(body.get('code') ?? '')
    const proved = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url')
    const known = body.get('client_id') === testClient.id && body.get('client_secret') === testClient.secret
    if (!known) return [401, { error: 'invalid_client' }]
    if (grant === undefined || grant.challenge !== proved || grant.redirectUri !== body.get('redirect_uri'))
      return [400, { error: 'invalid_grant' }]
    const accessToken = give(b64(randomBytes(16)))
    return [200, { access_token: accessToken, token_type: 'Bearer', expires_in: 60, id_token: give(idToken(grant)) }]
  }
  function idToken({ nonce }: Grant): string {
    const now = Math.floor(Date.now() / 1_000)
    const { claims = {}, alg = 'RS256', key = privateKey } = issuer.deviation
    const payload = { iss: url, aud: testClient.id, iat: now, exp: now + 60, nonce, ...issuer.person, ...claims }
    const head = `${b64(JSON.stringify({ alg, kid: 'one', typ: 'JWT' }))}.${b64(JSON.stringify(payload))}`
    return `${head}.${alg === 'none' ? '' : b64(sign('sha256', Buffer.from(head), key))}`
  }
  return issuer
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}
