// App registrations against a token server on loopback, and the API keys that the same provider takes as they are.
import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { after, test } from 'node:test'
import { Secret } from '../base/secret.ts'
import type { ProviderAuth } from '../contract/provider-auth.ts'
import { closeAll, closers, listen, target, upstream } from './cases/loopback.ts'
import { credentialFault } from './credential-form.ts'
import { UpstreamFault } from './send.ts'

after(closeAll)

const auth: ProviderAuth = { kind: 'entra', header: 'api-key', scope: 'https://cognitiveservices.azure.com/.default' }
const registration = { tenant_id: 'contoso.onmicrosoft.com', client_id: 'app-1', client_secret: 'a secret+/=' }

interface Seen {
  readonly port: number
  readonly exchanges: { readonly path: string; readonly form: object }[]
  readonly proofs: (readonly [bearer: string | undefined, key: string | undefined])[]
}

/** Token server and model behind one port. */
async function vendor(): Promise<Seen> {
  const seen: Seen = { port: 0, exchanges: [], proofs: [] }
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await Array.fromAsync(request)).toString()
    const isExchange = request.headers['content-type'] === 'application/x-www-form-urlencoded'
    if (isExchange) seen.exchanges.push({ path: request.url ?? '', form: Object.fromEntries(new URLSearchParams(body)) })
    else seen.proofs.push([request.headers.authorization, request.headers['api-key'] as string | undefined])
    const answer = isExchange ? { token_type: 'Bearer', expires_in: 3_599, access_token: `token-${seen.exchanges.length}` } : {}
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  }
  const server = createServer((request, response) => void serve(request, response))
  closers.push(() => server.close())
  return Object.assign(seen, { port: await listen(server) })
}

async function ask(port: number, credential: string, times = 1): Promise<void> {
  const { send } = upstream({ nowMs: () => 0 })
  const to = target(`http://127.0.0.1:${port}`, { auth, credential: new Secret(credential) })
  for (let at = 0; at < times; at += 1) {
    const exchange = send({
      target: to,
      method: 'POST',
      path: '/x',
      body: Buffer.from('{}'),
      headers: {},
      accept: 'application/json',
      bytesMax: 1_000,
    })
    await exchange.head
    exchange.read({ bytes: () => {}, end: () => {}, fail: () => {} })
  }
}

test('an app registration is exchanged once, and its token goes instead of a key', async () => {
  const seen = await vendor()
  await ask(seen.port, JSON.stringify({ ...registration, authority: `http://127.0.0.1:${seen.port}` }), 2)
  assert.deepEqual(seen.exchanges, [
    {
      path: '/contoso.onmicrosoft.com/oauth2/v2.0/token',
      form: {
        grant_type: 'client_credentials',
        client_id: 'app-1',
        client_secret: 'a secret+/=',
        scope: auth.kind === 'entra' && auth.scope,
      },
    },
  ])
  assert.deepEqual(seen.proofs, [
    ['Bearer token-1', undefined],
    ['Bearer token-1', undefined],
  ])
})

test('an API key goes as it is, in its header', async () => {
  const seen = await vendor()
  await ask(seen.port, 'a-key')
  assert.deepEqual([seen.exchanges, seen.proofs], [[], [[undefined, 'a-key']]])
})

test('a registration that names another place for its exchange is sent nowhere', async () => {
  const { send } = upstream({ nowMs: () => 0 })
  for (const authority of [
    'https://login.example',
    'http://login.microsoftonline.com',
    'https://login.microsoftonline.com:8443',
    'nonsense',
  ]) {
    const credential = new Secret(JSON.stringify({ ...registration, authority }))
    const to = target('https://contoso.openai.azure.com', { auth, credential, allowPrivate: false })
    const { head } = send({ target: to, method: 'POST', path: '/x', body: null, headers: {}, accept: 'application/json', bytesMax: 1_000 })
    await assert.rejects(head, (fault) => fault instanceof UpstreamFault && fault.failure.kind === 'unauthorized', authority)
  }
})

const faults: readonly (readonly [credential: object | string, fault: RegExp | undefined])[] = [
  ['a-key', undefined],
  [registration, undefined],
  [{ ...registration, client_secret: '' }, /tenant_id.*client_id.*client_secret/],
  [{ ...registration, tenant_id: '../common' }, /app registration/],
  ['{"tenant_id":', /app registration/],
]
for (const [credential, fault] of faults) {
  const text = typeof credential === 'string' ? credential : JSON.stringify(credential)
  test(`whether ${text} can be a credential is known before it is sent`, () => {
    const found = credentialFault(auth, text)
    if (fault === undefined) assert.equal(found, undefined)
    else assert.match(found ?? '', fault)
  })
}
