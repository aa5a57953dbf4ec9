// Keyed hashing, key derivation and sealing. Knows nothing of what is protected.
import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes, webcrypto } from 'node:crypto'

const blockBytes = 64
/** Secrets are far shorter; a longer text gets a buffer of its own. */
const textBytesMax = 1_024

/** A pepper as HMAC wants it: the inner block with room for a text, the outer block with room for the inner hash. */
interface Pads {
  readonly inner: Buffer
  readonly outer: Buffer
}

const padsOf = new WeakMap<Uint8Array, Pads>()

function makePads(pepper: Uint8Array): Pads {
  const key = pepper.length > blockBytes ? hash('sha256', pepper, 'buffer') : pepper
  const inner = Buffer.alloc(blockBytes + textBytesMax, 0x36)
  const outer = Buffer.alloc(blockBytes + 32, 0x5c)
  for (let at = 0; at < key.length; at++) {
    inner[at] = (key[at] as number) ^ 0x36
    outer[at] = (key[at] as number) ^ 0x5c
  }
  return { inner, outer }
}

/**
 * HMAC-SHA256 (RFC 2104) as lower-case hex. Used to look secrets up without storing them. Two one-shot hashes instead of an Hmac object:
 * this runs for every request, and the object costs several times as much.
 */
export function keyedHash(pepper: Uint8Array, text: string): string {
  let pads = padsOf.get(pepper)
  if (pads === undefined) {
    pads = makePads(pepper)
    padsOf.set(pepper, pads)
  }
  innerHash(pads.inner, text).copy(pads.outer, blockBytes)
  return hash('sha256', pads.outer, 'hex')
}

function innerHash(inner: Buffer, text: string): Buffer {
  if (text.length * 3 > textBytesMax) return hash('sha256', Buffer.concat([inner.subarray(0, blockBytes), Buffer.from(text)]), 'buffer')
  const end = blockBytes + inner.write(text, blockBytes)
  const hashed = hash('sha256', inner.subarray(0, end), 'buffer')
  // The secret does not stay behind in memory that lives as long as the process.
  inner.fill(0, blockBytes, end)
  return hashed
}

/** SHA-256 of a text in UTF-8, as lower-case hex. One shot: an object per hash costs several times as much. */
export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex')
}

/** HKDF-SHA256: one 32-byte purpose key from a master secret (RFC 5869). */
export function deriveKey(master: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, 'nexorouter', purpose, 32))
}

/** SHA-256 as lower-case hex, off the main thread: a body can be many megabytes. */
export async function digest(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)).toString('hex')
}

/** AES-256-GCM. The bound text (row ID, column) must be given again to open; a sealed value moved to another row does not open. */
export function seal(key: Uint8Array, plain: string | Uint8Array, bound: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(bound))
  const body = Buffer.concat([cipher.update(typeof plain === 'string' ? Buffer.from(plain) : plain), cipher.final()])
  return Buffer.concat([Buffer.from([1]), nonce, cipher.getAuthTag(), body])
}

/** Opens what `seal` closed; undefined when the key, the bound text or the bytes are not the same. */
export function openBytes(key: Uint8Array, sealed: Uint8Array, bound: string): Buffer | undefined {
  if (sealed.length < 29 || sealed[0] !== 1) return undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13))
    decipher.setAAD(Buffer.from(bound))
    decipher.setAuthTag(sealed.subarray(13, 29))
    return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()])
  } catch {
    return undefined
  }
}

/** The same as text. */
export function open(key: Uint8Array, sealed: Uint8Array, bound: string): string | undefined {
  return openBytes(key, sealed, bound)?.toString('utf8')
}

/** Uniform random text over an alphabet, from the kernel's generator (rejection sampling: no bias). */
export function randomText(alphabet: string, length: number): string {
  const limit = 256 - (256 % alphabet.length)
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < limit && text.length < length) text += alphabet[byte % alphabet.length]
    }
  }
  return text
}
