// Keyed hashing, key derivation and sealing. Knows nothing of what is protected.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** HMAC-SHA256 as lower-case hex. Used to look secrets up without storing them. */
export function keyedHash(pepper: Uint8Array, text: string): string {
  return createHmac('sha256', pepper).update(text).digest('hex')
}

/** HKDF-SHA256: one 32-byte purpose key from a master secret (RFC 5869). */
export function deriveKey(master: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, 'nexorouter', purpose, 32))
}

/** AES-256-GCM. The bound text (row ID, column) must be given again to open; a sealed value moved to another row does not open. */
export function seal(key: Uint8Array, plain: string, bound: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(bound))
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.from([1]), nonce, cipher.getAuthTag(), body])
}

/** Opens what `seal` closed; undefined when the key, the bound text or the bytes are not the same. */
export function open(key: Uint8Array, sealed: Uint8Array, bound: string): string | undefined {
  if (sealed.length < 29 || sealed[0] !== 1) return undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13))
    decipher.setAAD(Buffer.from(bound))
    decipher.setAuthTag(sealed.subarray(13, 29))
    return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
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
