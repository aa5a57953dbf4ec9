// Service account keys against a token server on loopback that checks each signed claim.
import assert from 'node:assert/strict'
import { generateKeyPairSync, verify } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { after, test } from 'node:test'
import { Secret } from '../base/secret.ts'
import type { ProviderAuth } from '../contract/provider-auth.ts'
import { closeAll, closers, listen, target, upstream } from './cases/loopback.ts'
import { createServer } from 'node:http'
import { UpstreamFault, type UpstreamTarget } from './send.ts'

after(closeAll)

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const auth: ProviderAuth = { kind: 'google', scope: 'https://www.googleapis.com/auth/cloud-platform' }

interface Vendor {
  readonly port: number
  readonly claims: Record<string, unknown>[]
  readonly credentials: (string | undefined)[]
  /** The lifetime that the next tokens get, seconds; 0: the exchange is refused. */
  life: number
  refuseNext: boolean
}

/** Token exchange and model behind one port. */
async function vendor(): Promise<Vendor> {
  const seen: Vendor = { port: 0, claims: [], credentials: [], life: 3_600, refuseNext: false }
  const server = createServer((request, response) => void serve(request, response, seen))
  closers.push(() => server.close())
  return Object.assign(seen, { port: await listen(server) })
}

async function serve(request: IncomingMessage, response: ServerResponse, seen: Vendor): Promise<void> {
  const body = Buffer.concat(await Array.fromAsync(request)).toString()
  const json = (status: number, value: object): void =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  if (request.url !== '/token') {
    seen.credentials.push(request.headers.authorization)
    const refused = seen.refuseNext
    seen.refuseNext = false
    return json(refused ? 401 : 200, {})
  }
  assert.equal(request.headers['content-type'], 'application/x-www-form-urlencoded')
  const form = new URLSearchParams(body)
  assert.equal(form.get('grant_type'), 'urn:ietf:params:oauth:grant-type:jwt-bearer')
  const [head = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.')
  const signed = verify('sha256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url'))
  assert.deepEqual(JSON.parse(Buffer.from(head, 'base64url').toString()), { alg: 'RS256', typ: 'JWT', kid: 'key-1' })
  seen.claims.push(JSON.parse(Buffer.from(claims, 'base64url').toString()))
  if (!signed || seen.life === 0) return json(400, { error: 'invalid_grant' })
  return json(200, { access_token: `token-${seen.claims.length}`, expires_in: seen.life, token_type: 'Bearer' })
}

function accountOf(port: number, more: object = {}): string {
  return JSON.stringify({
    type: 'service_account',
    client_email: 'router@project.iam.gserviceaccount.com',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    private_key_id: 'key-1',
    token_uri: `http://127.0.0.1:${port}/token`,
    ...more,
  })
}

function ask(send: ReturnType<typeof upstream>['send'], to: UpstreamTarget): Promise<number> {
  const exchange = send({
    target: to,
    method: 'POST',
    path: '/x',
    body: Buffer.from('{}'),
    headers: {},
    accept: 'application/json',
    bytesMax: 1_000,
  })
  return exchange.head.then(({ status }) => {
    exchange.read({ bytes: () => {}, end: () => {}, fail: () => {} })
    return status
  })
}

test('one exchange serves all requests until a minute before its end, those at once included', async () => {
  const seen = await vendor()
  let now = 1_700_000_000_000
  const { send } = upstream({ nowMs: () => now })
  const to = target(`http://127.0.0.1:${seen.port}`, { auth, credential: new Secret(accountOf(seen.port)) })
  await Promise.all([ask(send, to), ask(send, to), ask(send, to)])
  assert.deepEqual(seen.credentials, ['Bearer token-1', 'Bearer token-1', 'Bearer token-1'])
  assert.deepEqual(seen.claims, [
    {
      iss: 'router@project.iam.gserviceaccount.com',
      scope: auth.kind === 'google' ? auth.scope : '',
      aud: `http://127.0.0.1:${seen.port}/token`,
      iat: 1_700_000_000,
      exp: 1_700_003_600,
    },
  ])
  now += 3_539_000
  await ask(send, to)
  now += 2_000
  await ask(send, to)
  assert.deepEqual(seen.credentials.slice(3), ['Bearer token-1', 'Bearer token-2'])
})

test('a token that the vendor refuses is not used again', async () => {
  const seen = await vendor()
  const { send } = upstream({ nowMs: () => 0 })
  const to = target(`http://127.0.0.1:${seen.port}`, { auth, credential: new Secret(accountOf(seen.port)) })
  seen.refuseNext = true
  assert.equal(await ask(send, to), 401)
  assert.equal(await ask(send, to), 200)
  assert.deepEqual(seen.credentials, ['Bearer token-1', 'Bearer token-2'])
})

test('a refused exchange is our credential that does not do, and the next request tries again', async () => {
  const seen = await vendor()
  const { send } = upstream({ nowMs: () => 0 })
  const to = target(`http://127.0.0.1:${seen.port}`, { auth, credential: new Secret(accountOf(seen.port)) })
  seen.life = 0
  await assert.rejects(ask(send, to), (fault) => fault instanceof UpstreamFault && fault.failure.kind === 'unauthorized')
  seen.life = 3_600
  assert.equal(await ask(send, to), 200)
})

test('a key that names another place for its exchange is sent nowhere', async () => {
  const seen = await vendor()
  const { send } = upstream({ nowMs: () => 0 })
  for (const place of ['https://tokens.example/token', 'https://googleapis.com.example/token', 'http://oauth2.googleapis.com/token']) {
    const credential = new Secret(accountOf(seen.port, { token_uri: place }))
    const to = target('https://aiplatform.googleapis.com', { auth, credential, allowPrivate: false })
    await assert.rejects(ask(send, to), (fault) => fault instanceof UpstreamFault && fault.failure.kind === 'unauthorized', place)
  }
  assert.equal(seen.claims.length, 0)
})

test('a request that is stopped while its token is fetched is never sent', async () => {
  const seen = await vendor()
  const { send } = upstream({ nowMs: () => 0 })
  const to = target(`http://127.0.0.1:${seen.port}`, { auth, credential: new Secret(accountOf(seen.port)) })
  const exchange = send({
    target: to,
    method: 'POST',
    path: '/x',
    body: Buffer.from('{}'),
    headers: {},
    accept: 'application/json',
    bytesMax: 1_000,
  })
  exchange.abort()
  await assert.rejects(exchange.head, (fault) => fault instanceof UpstreamFault && fault.failure.kind === 'aborted')
  assert.equal(await ask(send, to), 200)
  assert.equal(seen.credentials.length, 1)
})

test('a text that is no JSON key travels as an access token', async () => {
  const seen = await vendor()
  const { send } = upstream({ nowMs: () => 0 })
  await ask(send, target(`http://127.0.0.1:${seen.port}`, { auth, credential: new Secret('ya29.abc') }))
  assert.deepEqual(seen.credentials, ['Bearer ya29.abc'])
})
