// An authenticator in software, for tests: makes passkeys and signs with them as WebAuthn Level 3 says (ES256, no attestation). Asks nobody's finger.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import type { Attested, Attesting } from './android-attestation.ts'

const b64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url')
const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest()

/** What an attacker, or a bad device, would do differently. */
export interface Deviation {
  readonly origin?: string
  readonly rpId?: string
  readonly challenge?: string
  readonly type?: string
  /** False: nobody was recognised, the key was only touched. */
  readonly verified?: boolean
  readonly counter?: number
  readonly userHandle?: string
  /** Says another ID than the one it signs for. */
  readonly id?: string
  /** Signs with another key. */
  readonly key?: KeyObject
  /** Says what kind of device it is, though nobody asked. */
  readonly attest?: (of: Attesting) => Attested
}

export interface SoftPasskey {
  readonly id: string
  readonly create: (options: unknown, deviation?: Deviation) => Record<string, unknown>
  readonly get: (options: unknown, deviation?: Deviation) => Record<string, unknown>
}

interface Options {
  readonly challenge: string
  readonly user?: { readonly id: string }
}

export const softOrigin = 'http://localhost:3001'
const softRpId = 'localhost'

export function softPasskey(): SoftPasskey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const id = randomBytes(16)
  let counter = 0
  let userHandle: string | undefined
  const named = { id: b64(id), rawId: b64(id), type: 'public-key', clientExtensionResults: {} }
  return {
    id: named.id,
    create(options, deviation = {}) {
      const { challenge, user } = options as Options
      userHandle = user?.id
      const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, coseKey(x, y)])
      const authData = Buffer.concat([authenticatorData(deviation, 0x40, deviation.counter ?? counter), credential])
      const client = clientData('webauthn.create', challenge, deviation)
      const attested = deviation.attest?.({ authData, clientDataHash: sha256(client), publicKey, privateKey }) ?? unattested
      const response = {
        clientDataJSON: b64(client),
        attestationObject: b64(attestation(authData, attested)),
        transports: ['internal'],
      }
      return { ...named, ...(deviation.id !== undefined && { id: deviation.id, rawId: deviation.id }), response }
    },
    get(options, deviation = {}) {
      const { challenge } = options as Options
      counter += 1
      const client = clientData('webauthn.get', challenge, deviation)
      const authData = authenticatorData(deviation, 0, deviation.counter ?? counter)
      const signature = sign('sha256', Buffer.concat([authData, sha256(client)]), deviation.key ?? privateKey)
      const response = {
        clientDataJSON: b64(client),
        authenticatorData: b64(authData),
        signature: b64(signature),
        userHandle: deviation.userHandle ?? userHandle,
      }
      return { ...named, response }
    },
  }
}

function clientData(type: string, challenge: string, deviation: Deviation): string {
  const { origin = softOrigin } = deviation
  return JSON.stringify({ type: deviation.type ?? type, challenge: deviation.challenge ?? challenge, origin, crossOrigin: false })
}

/** Section 6.1: hash of the RP ID, flags (present 0x01, verified 0x04, with a credential 0x40), counter. */
function authenticatorData({ rpId = softRpId, verified = true }: Deviation, flags: number, counter: number): Buffer {
  const tail = Buffer.alloc(5)
  tail[0] = 0x01 | (verified ? 0x04 : 0) | flags
  tail.writeUInt32BE(counter, 1)
  return Buffer.concat([sha256(rpId), tail])
}

/** CBOR: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}. */
function coseKey(x: string, y: string): Buffer {
  const coordinate = (text: string): Buffer => Buffer.concat([Buffer.from([0x58, 0x20]), Buffer.from(text, 'base64url')])
  return Buffer.concat([Buffer.from('a501020326200121', 'hex'), coordinate(x), Buffer.from([0x22]), coordinate(y)])
}

const unattested: Attested = { format: 'none', statement: Buffer.from([0xa0]) }

/** CBOR: {fmt: text, attStmt: map, authData: bytes}. */
function attestation(authData: Buffer, { format, statement }: Attested): Buffer {
  const text = (word: string): Buffer => Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)])
  const length = Buffer.from([0x58, authData.length])
  return Buffer.concat([Buffer.from([0xa3]), text('fmt'), text(format), text('attStmt'), statement, text('authData'), length, authData])
}
