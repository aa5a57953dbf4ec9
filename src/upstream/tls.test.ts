// Certificates are checked, always. The certificates are made here, so that no private key lies in the repository.
import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { asId } from '../contract/ids.ts'
import { openUpstream } from './open-upstream.ts'
import { UpstreamFault, type UpstreamRequest } from './send.ts'

/** One DER element (ITU-T X.690): tag, length, content. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

/** A self-signed ECDSA certificate for one DNS name (RFC 5280), valid from last year until `untilYear`. */
function certificate(dnsName: string, untilYear: number): { cert: string; key: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts)
  const ecdsaWithSha256 = sequence(der(0x06, Buffer.from('2a8648ce3d040302', 'hex')))
  const name = sequence(der(0x31, sequence(der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from(dnsName)))))
  const time = (year: number): Buffer => der(0x18, Buffer.from(`${year}0101000000Z`))
  const altName = sequence(der(0x06, Buffer.from('551d11', 'hex')), der(0x04, sequence(der(0x82, Buffer.from(dnsName)))))
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    name,
    sequence(time(2020), time(untilYear)),
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(altName)),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey))
  const text = sequence(body, ecdsaWithSha256, signature).toString('base64')
  return { cert: `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`, key: privateKey }
}

const closers: (() => void)[] = []
after(() => {
  for (const close of closers) close()
})

async function exchange(served: { cert: string; key: KeyObject }, trusted: readonly string[] | undefined, host = 'localhost') {
  const key = served.key.export({ format: 'pem', type: 'pkcs8' })
  let requests = 0
  const server = createServer({ key, cert: served.cert }, (_, response) => {
    requests += 1
    response.end('ok')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { send, close } = openUpstream({
    connectTimeoutMs: 3_000,
    socketsPerOriginMax: 4,
    nowMs: () => 0,
    ...(trusted === undefined ? {} : { authorities: trusted }),
    lookup: (_, __, answer) => answer(null, [{ address: '127.0.0.1', family: 4 }]),
  })
  closers.push(() => {
    void close()
    server.close()
    server.closeAllConnections()
  })
  const baseUrl = `https://${host}:${(server.address() as AddressInfo).port}`
  const request: UpstreamRequest = {
    target: { provider: asId('acme'), baseUrl, auth: { kind: 'none' }, credential: undefined, allowPrivate: true },
    method: 'GET',
    path: '/',
    body: null,
    headers: {},
    accept: 'application/json',
    bytesMax: 100,
  }
  try {
    return `${(await send(request).head).status} after ${requests}`
  } catch (error) {
    assert.ok(error instanceof UpstreamFault)
    return `${error.failure.kind} after ${requests}`
  }
}

test('a certificate of a trusted authority for the right name is accepted', async () => {
  const served = certificate('localhost', 2100)
  assert.equal(await exchange(served, [served.cert]), '200 after 1')
})

test('a certificate nobody vouches for is tls_failure, and no request is sent', async () => {
  assert.equal(await exchange(certificate('localhost', 2100), undefined), 'tls_failure after 0')
})

test('a certificate for another name is tls_failure, and no request is sent', async () => {
  const served = certificate('localhost', 2100)
  assert.equal(await exchange(served, [served.cert], 'api.example'), 'tls_failure after 0')
})

test('an expired certificate is tls_failure, and no request is sent', async () => {
  const served = certificate('localhost', 2021)
  assert.equal(await exchange(served, [served.cert]), 'tls_failure after 0')
})
