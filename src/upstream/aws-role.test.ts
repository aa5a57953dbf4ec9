// Keys of a role from each place that gives them, over loopback servers that answer as Amazon's do: what is asked, how long it is kept, how it fails.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Secret } from '../base/secret.ts'
import type { ProviderAuth } from '../contract/provider-auth.ts'
import { credentialFault } from './credential-form.ts'
import type { AwsSurroundings } from './aws-role.ts'
import { closeAll, closers, listen, target, upstream } from './cases/loopback.ts'
import { UpstreamFault } from './send.ts'
import { signAws } from './sign-aws.ts'

after(closeAll)

const folder = mkdtempSync(join(tmpdir(), 'nexorouter-role-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const auth: ProviderAuth = { kind: 'aws-role', service: 'bedrock', region: 'eu-west-1' }
const startMs = Date.UTC(2026, 0, 2, 3, 4, 5)
const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'

interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

type Serve = (request: Seen, response: ServerResponse) => void

/** A source of keys and the provider behind one port: what begins with /model is the provider. */
async function place(serve: Serve, nowMs: () => number) {
  const asked: Seen[] = []
  const signatures: Seen[] = []
  const server = createServer((incoming, response) => {
    void Array.fromAsync(incoming).then((chunks: Buffer[]) => {
      const { method = '', url = '', headers } = incoming
      const seen = { method, url, headers, body: Buffer.concat(chunks).toString() }
      if (!url.startsWith('/model')) {
        asked.push(seen)
        return serve(seen, response)
      }
      signatures.push(seen)
      return response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  closers.push(() => server.close())
  const port = await listen(server)
  const warnings: string[] = []
  const opened = (around: AwsSurroundings) => upstream({ nowMs, aws: around, warn: (sentence) => void warnings.push(sentence) })
  return { port, base: `http://127.0.0.1:${port}`, asked, signatures, warnings, opened }
}

function ask({ send }: ReturnType<typeof upstream>, port: number): Promise<number> {
  const exchange = send({
    target: target(`http://127.0.0.1:${port}`, { auth, credential: undefined }),
    method: 'POST',
    path: '/model/eu.amazon.nova-pro-v1%3A0/converse',
    body: Buffer.from('{"a":1}'),
    headers: {},
    accept: 'application/json',
    bytesMax: 1_000,
  })
  return exchange.head.then(({ status }) => {
    exchange.read({ bytes: () => {}, end: () => {}, fail: () => {} })
    return status
  })
}

async function sentence(asking: Promise<unknown>): Promise<string> {
  try {
    await asking
  } catch (error) {
    assert.ok(error instanceof UpstreamFault)
    assert.equal(error.failure.kind, 'unauthorized')
    return error.failure.says ?? ''
  }
  assert.fail('it was sent')
}

const iso = (ms: number): string => new Date(ms).toISOString()
const keysJson = (number: number, endMs: number): string =>
  JSON.stringify({
    Code: 'Success',
    AccessKeyId: `ASIAEXAMPLE${number}`,
    SecretAccessKey: secretAccessKey,
    Token: `token-${number}`,
    Expiration: iso(endMs),
  })

/** The signature that these keys make over what arrived. */
function assertSignedBy(seen: Seen | undefined, accessKeyId: string, sessionToken: string | undefined, nowMs: number): void {
  assert.ok(seen)
  const { method, url, headers, body } = seen
  const request = {
    method,
    host: String(headers.host),
    target: url,
    body: Buffer.from(body),
    region: 'eu-west-1',
    service: 'bedrock',
    nowMs,
  }
  const expected = signAws({ accessKeyId, secretAccessKey, sessionToken }, request)
  for (const [name, value] of Object.entries(expected)) assert.equal(headers[name], value, name)
  assert.equal(headers['x-amz-security-token'], sessionToken)
}

test('keys of the environment sign with their session token, and nobody is asked', async () => {
  const at = await place(
    () => assert.fail('nobody is to be asked'),
    () => startMs,
  )
  const keys = new Secret({ accessKeyId: 'ASIAEXAMPLE0', secretAccessKey, sessionToken: 'token-0' })
  assert.equal(await ask(at.opened({ keys, containerUrl: `${at.base}/creds`, metadataUrl: at.base }), at.port), 200)
  assertSignedBy(at.signatures[0], 'ASIAEXAMPLE0', 'token-0', startMs)
})

test('a container asks its endpoint with its token, once for all who wait, and again ten minutes before the end', async () => {
  let now = startMs
  const tokenFile = join(folder, 'token')
  writeFileSync(tokenFile, 'first-token\n')
  const at = await place(
    (_, response) => response.end(keysJson(at.asked.length, now + 3_600_000)),
    () => now,
  )
  const opened = at.opened({ containerUrl: `${at.base}/v1/creds?id=1`, containerTokenFile: tokenFile, metadataUrl: at.base })
  assert.deepEqual(await Promise.all([ask(opened, at.port), ask(opened, at.port), ask(opened, at.port)]), [200, 200, 200])
  now += 2_990_000
  await ask(opened, at.port)
  assert.deepEqual(
    at.asked.map(({ method, url, headers }) => [method, url, headers.authorization]),
    [['GET', '/v1/creds?id=1', 'first-token']],
  )
  // The file changes while the container runs.
  writeFileSync(tokenFile, 'second-token')
  now += 20_000
  await ask(opened, at.port)
  assert.equal(at.asked[1]?.headers.authorization, 'second-token')
  assert.equal(at.asked.length, 2)
  assertSignedBy(at.signatures[3], 'ASIAEXAMPLE1', 'token-1', startMs + 2_990_000)
  assertSignedBy(at.signatures[4], 'ASIAEXAMPLE2', 'token-2', now)
})

test('keys that still hold are used while their source is away, and not beyond their end', async () => {
  let now = startMs
  let away = false
  const at = await place(
    (_, response) => (away ? response.writeHead(500).end() : response.end(keysJson(1, startMs + 3_600_000))),
    () => now,
  )
  const opened = at.opened({ containerUrl: `${at.base}/creds`, metadataUrl: null })
  await ask(opened, at.port)
  away = true
  now = startMs + 3_300_000
  assert.equal(await ask(opened, at.port), 200)
  assert.equal(await ask(opened, at.port), 200)
  assert.equal(at.asked.length, 2, 'a source that is away is not asked for each request')
  assert.match(at.warnings[0] ?? '', /the credentials of the container: status 500/)
  now = startMs + 3_595_000
  assert.match(await sentence(ask(opened, at.port)), /status 500/)
})

test('a web identity is exchanged at STS for keys of its role', async () => {
  const tokenFile = join(folder, 'identity')
  writeFileSync(tokenFile, 'ey.identity')
  const inner = `<AccessKeyId>ASIAEXAMPLE5</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey><SessionToken>token-5</SessionToken>`
  const credentials = `<Credentials>${inner}<Expiration>${iso(startMs + 3_600_000)}</Expiration></Credentials>`
  const xml = `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult>${credentials}</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`
  const at = await place(
    (_, response) => response.writeHead(200, { 'content-type': 'text/xml' }).end(xml),
    () => startMs,
  )
  const roleArn = 'arn:aws:iam::123456789012:role/router'
  await ask(at.opened({ roleArn, webIdentityTokenFile: tokenFile, roleSessionName: 'pod-1', stsUrl: at.base, metadataUrl: null }), at.port)
  assert.equal(at.asked[0]?.headers['content-type'], 'application/x-www-form-urlencoded')
  assert.deepEqual(Object.fromEntries(new URLSearchParams(at.asked[0]?.body)), {
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: 'pod-1',
    WebIdentityToken: 'ey.identity',
  })
  assertSignedBy(at.signatures[0], 'ASIAEXAMPLE5', 'token-5', startMs)
})

test('an instance is asked by the second version of its metadata', async () => {
  const at = await place(
    ({ method, url }, response) => {
      if (method === 'PUT') return response.end('session')
      return response.end(url.endsWith('/') ? 'my-role\n' : keysJson(7, startMs + 3_600_000))
    },
    () => startMs,
  )
  assert.equal(await ask(at.opened({ metadataUrl: at.base }), at.port), 200)
  const path = '/latest/meta-data/iam/security-credentials/'
  assert.deepEqual(
    at.asked.map(({ method, url, headers }) => [
      method,
      url,
      headers['x-aws-ec2-metadata-token'] ?? headers['x-aws-ec2-metadata-token-ttl-seconds'],
    ]),
    [
      ['PUT', '/latest/api/token', '300'],
      ['GET', path, 'session'],
      ['GET', `${path}my-role`, 'session'],
    ],
  )
  assertSignedBy(at.signatures[0], 'ASIAEXAMPLE7', 'token-7', startMs)
})

test('where there are none, the sentence names all that was tried', async () => {
  const at = await place(
    (_, response) => response.writeHead(404).end('secret text'),
    () => startMs,
  )
  const says = await sentence(ask(at.opened({ metadataUrl: at.base }), at.port))
  assert.equal(
    says,
    'there are no credentials of AWS: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set; AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE are not set; ' +
      `AWS_CONTAINER_CREDENTIALS_FULL_URI is not set; the metadata of an instance at ${at.base}: status 404`,
  )
  assert.deepEqual(at.warnings, [says])
  assert.equal(at.signatures.length, 0)
})

const broken: readonly [what: string, around: Partial<AwsSurroundings>, says: RegExp][] = [
  [
    'a container endpoint elsewhere over plain HTTP',
    { containerUrl: 'http://169.254.169.254/creds' },
    /FULL_URI is neither https nor an address of ECS/,
  ],
  ['a container endpoint that is no URL', { containerUrl: '/creds' }, /FULL_URI is neither https/],
  [
    'a file of a token that is not there',
    { containerUrl: 'http://127.0.0.1:9/', containerTokenFile: '/nonexistent/token' },
    /AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE cannot be read: \/nonexistent\/token/,
  ],
  [
    'a file of an identity that is not there',
    { roleArn: 'arn:r', webIdentityTokenFile: '/nonexistent/identity' },
    /AWS_WEB_IDENTITY_TOKEN_FILE cannot be read/,
  ],
  [
    'a public name that leads to a private address',
    { containerUrl: 'https://localtest.example/creds' },
    /the credentials of the container: address refused/,
  ],
]

for (const [what, around, says] of broken) {
  test(`${what} is told, and no other role is taken instead`, async () => {
    const at = await place(
      () => assert.fail('nobody is to be asked'),
      () => startMs,
    )
    const lookup: Parameters<typeof upstream>[0] = { lookup: (_, __, answer) => answer(null, [{ address: '10.0.0.1', family: 4 }]) }
    const opened = upstream({ nowMs: () => startMs, aws: { metadataUrl: at.base, ...around }, warn: () => {}, ...lookup })
    assert.match(await sentence(ask(opened, at.port)), says)
  })
}

test('keys that the vendor refuses are fetched anew once they are older than half a minute', async () => {
  let now = startMs
  let status = 403
  const server = createServer((incoming, response) => {
    incoming.resume()
    incoming.on('end', () =>
      incoming.url === '/creds' ? response.end(keysJson(++fetched, now + 3_600_000)) : response.writeHead(status).end('{}'),
    )
  })
  let fetched = 0
  closers.push(() => server.close())
  const port = await listen(server)
  const opened = upstream({ nowMs: () => now, aws: { containerUrl: `http://127.0.0.1:${port}/creds`, metadataUrl: null }, warn: () => {} })
  assert.equal(await ask(opened, port), 403)
  assert.equal(await ask(opened, port), 403)
  assert.equal(fetched, 1)
  now += 31_000
  assert.equal(await ask(opened, port), 403)
  status = 200
  assert.equal(await ask(opened, port), 200)
  assert.equal(fetched, 2)
})

test('a key for a provider that is signed in with a role is refused with what to do instead', () => {
  const fault = credentialFault({ kind: 'aws-role', service: 'bedrock', region: 'eu-central-1' }, 'AKIAEXAMPLE:secret')
  assert.match(fault ?? '', /^is not needed: .* connect the provider anew/)
})
