// An Android attestation as an attacker builds it, for tests: a chain up to a root of their own, whose certificates name a list of revoked ones at
// an address of theirs. DER after RFC 5280 and WebAuthn Level 3, section 8.4. Proves nothing about any device.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** Of CBOR: `attStmt`, to stand beside `fmt: "android-key"`. */
export interface Attested {
  readonly format: string
  readonly statement: Buffer
}

export interface Attesting {
  readonly authData: Buffer
  readonly clientDataHash: Buffer
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

export function androidAttestation(revokedUrl: string): (of: Attesting) => Attested {
  return ({ authData, clientDataHash, publicKey, privateKey }) => {
    const root = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const rootCertificate = certificate({ subject: 'root', key: root.publicKey, extensions: [revokedAt(revokedUrl)] }, root.privateKey)
    const extensions = [revokedAt(revokedUrl), keyDescription(clientDataHash)]
    const leaf = certificate({ subject: 'leaf', key: publicKey, extensions }, root.privateKey)
    const signature = sign('sha256', Buffer.concat([authData, clientDataHash]), privateKey)
    const algorithm = Buffer.from('63616c6726', 'hex')
    const chain = Buffer.concat([Buffer.from('6378356382', 'hex'), cborBytes(leaf), cborBytes(rootCertificate)])
    const signed = Buffer.concat([Buffer.from('63736967', 'hex'), cborBytes(signature)])
    return { format: 'android-key', statement: Buffer.concat([Buffer.from([0xa3]), algorithm, signed, chain]) }
  }
}

function cborBytes(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x59, bytes.length >> 8, bytes.length & 0xff]), bytes])
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts)
const integer = (value: number): Buffer => der(0x02, Buffer.from([value]))
const octets = (bytes: Buffer): Buffer => der(0x04, bytes)
const objectId = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const extension = (id: string, value: Buffer): Buffer => sequence(objectId(id), octets(value))
const nameOf = (common: string): Buffer => sequence(der(0x31, sequence(objectId('550403'), der(0x0c, Buffer.from(common)))))
const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'))

/** cRLDistributionPoints, 2.5.29.31. */
function revokedAt(url: string): Buffer {
  return extension('551d1f', sequence(sequence(der(0xa0, der(0xa0, der(0x86, Buffer.from(url)))))))
}

/** 1.3.6.1.4.1.11129.2.1.17 with nothing said of the device. */
function keyDescription(challenge: Buffer): Buffer {
  const level = der(0x0a, Buffer.from([0]))
  const described = sequence(integer(3), level, integer(3), level, octets(challenge), octets(Buffer.alloc(0)), sequence(), sequence())
  return extension('2b06010401d679020111', described)
}

interface ToCertify {
  readonly subject: string
  readonly key: KeyObject
  readonly extensions: readonly Buffer[]
}

function certificate({ subject, key, extensions }: ToCertify, issuer: KeyObject): Buffer {
  const validity = sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z')))
  const signed = sequence(
    der(0xa0, integer(2)),
    integer(1),
    ecdsaWithSha256,
    nameOf('root'),
    validity,
    nameOf(subject),
    key.export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(...extensions)),
  )
  return sequence(signed, ecdsaWithSha256, der(0x03, Buffer.from([0]), sign('sha256', signed, issuer)))
}
