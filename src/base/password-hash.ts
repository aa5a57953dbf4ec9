// Password hashing with argon2id (RFC 9106), a few at a time. Knows no users and no rules for passwords.
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'

interface Cost {
  /** In KiB. */
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

/** OWASP's second recommendation for argon2id: 19 MiB, two passes, one lane; about 60 ms of one core. */
const recommended: Cost = { memory: 19_456, passes: 2, parallelism: 1 }
/** The same function as cheap as it can be: for tests about everything but the work of guessing. */
export const leastCost: Cost = { memory: 8, passes: 1, parallelism: 1 }

interface Options {
  readonly cost?: Cost
  readonly atOnce?: number
  readonly waitingMax?: number
}

const saltBytes = 16
const tagBytes = 32

/** More people sign in at this moment than the server can check; each check costs memory and a core. */
export class PasswordQueueFull extends Error {
  override readonly name = 'PasswordQueueFull'
}

export interface PasswordHasher {
  /** A PHC string: `$argon2id$v=19$m=...,t=...,p=...$salt$tag`. Throws PasswordQueueFull. */
  hash(password: string): Promise<string>
  /** False for null too, after the same work: the time taken does not tell whether somebody exists. Throws PasswordQueueFull. */
  verify(password: string, stored: string | null): Promise<boolean>
}

export function createPasswordHasher({ cost = recommended, atOnce = 2, waitingMax = 64 }: Options = {}): PasswordHasher {
  const take = queue(atOnce, waitingMax)
  const nobody = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(Buffer.alloc(saltBytes))}$${base64(Buffer.alloc(tagBytes))}`
  return {
    hash: (password) =>
      take(async () => {
        const salt = randomBytes(saltBytes)
        const tag = await derive(password, salt, cost)
        return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(salt)}$${base64(tag)}`
      }),
    verify: (password, stored) =>
      take(async () => {
        const wanted = readPhc(stored ?? nobody)
        if (wanted === undefined) return false
        const tag = await derive(password, wanted.salt, wanted)
        return stored !== null && timingSafeEqual(tag, wanted.tag)
      }),
  }
}

function derive(password: string, salt: Buffer, { memory, passes, parallelism }: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // One spelling of accents for all keyboards (RFC 8265 asks for NFC).
    const message = Buffer.from(password.normalize('NFC'))
    argon2('argon2id', { message, nonce: salt, parallelism, tagLength: tagBytes, memory, passes }, (error, tag) => {
      if (error === null) resolve(tag)
      else reject(error)
    })
  })
}

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

function readPhc(text: string): (Cost & { readonly salt: Buffer; readonly tag: Buffer }) | undefined {
  const match = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(text)
  if (match === null) return undefined
  const tag = Buffer.from(match[5] as string, 'base64')
  if (tag.length !== tagBytes) return undefined
  return {
    memory: Number(match[1]),
    passes: Number(match[2]),
    parallelism: Number(match[3]),
    salt: Buffer.from(match[4] as string, 'base64'),
    tag,
  }
}

/** Runs `atOnce` jobs; the rest wait in order, `waitingMax` at most. */
function queue(atOnce: number, waitingMax: number): <T>(job: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (job) => {
    if (running >= atOnce) {
      if (waiting.length >= waitingMax) throw new PasswordQueueFull('too many people sign in at this moment')
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
    running += 1
    try {
      return await job()
    } finally {
      running -= 1
      waiting.shift()?.()
    }
  }
}
