// The master secret of a data folder: where it comes from, what is derived from it, and how a wrong one is noticed. Stores no keys.
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { deriveKey, keyedHash } from './base/hash.ts'
import { asId, type AccountId } from './contract/ids.ts'
import type { ManagementKeyStore } from './keys/management-key-store.ts'

export const secretKeyFile = 'secret.key'

/** The secret does not fit the data, or is not there. The message says what to do; nothing was changed. */
export class SecretKeyProblem extends Error {
  override readonly name = 'SecretKeyProblem'
}

export interface SecretKeys {
  /** For looking secrets up by hash. */
  readonly pepper: Buffer
  /** For sealing the copies that can be revealed. */
  readonly sealing: Buffer
  /** For sealing answers that are kept under an Idempotency-Key. */
  readonly answers: Buffer
  /** The text itself, for `backup --secret-to`. */
  readonly text: string
}

export function deriveSecretKeys(text: string): SecretKeys {
  const master = Buffer.from(text, 'utf8')
  return {
    pepper: deriveKey(master, 'pepper v1'),
    sealing: deriveKey(master, 'key encryption v1'),
    answers: deriveKey(master, 'kept answers v1'),
    text,
  }
}

/** The text of `secret.key`; undefined when there is no such file. */
export function readSecretKeyFile(path: string): string | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new SecretKeyProblem(`cannot read ${path}: ${code}`)
  }
  if (text.length < 32) throw new SecretKeyProblem(`${path} is damaged: it holds ${text.length} characters, a secret has at least 32`)
  return text
}

/** Writes the file durably with mode 600, whole or not at all; never replaces one. */
export function writeSecretKeyFile(path: string, text: string): void {
  const part = `${path}.new`
  rmSync(part, { force: true })
  const file = openSync(part, 'wx', 0o600)
  try {
    writeSync(file, `${text}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  // Unlike a rename, a link fails when the name is taken.
  linkSync(part, path)
  rmSync(part)
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

/**
 * The keys of an open data folder. `given` is NEXOROUTER_SECRET_KEY or empty. On an empty store a missing secret is created;
 * on one with data it is refused: a new secret would silently turn every issued key into an unknown one.
 */
export async function openSecretKeys(folder: string, given: string, store: ManagementKeyStore, empty: boolean): Promise<SecretKeys> {
  const path = join(folder, secretKeyFile)
  let text = given === '' ? readSecretKeyFile(path) : given
  if (text === undefined) {
    if (!empty) {
      throw new SecretKeyProblem(
        `${folder} holds data but no ${secretKeyFile}: put the file back (backup --secret-to writes it), or set NEXOROUTER_SECRET_KEY to its content`,
      )
    }
    text = randomBytes(32).toString('base64')
    writeSecretKeyFile(path, text)
  }
  const keys = deriveSecretKeys(text)
  await checkSecret(folder, keys, store, empty)
  return keys
}

/**
 * A mark in the data that only the right secret can find: an expired management key of no account, under the hash of a text
 * that is not a key. It grants nothing, travels with every backup, and needs no table of its own.
 */
async function checkSecret(folder: string, keys: SecretKeys, store: ManagementKeyStore, empty: boolean): Promise<void> {
  const hash = keyedHash(keys.pepper, 'secret check')
  if ((await store.findManagementKeyByHash(hash)) !== undefined) return
  if (!empty) {
    throw new SecretKeyProblem(
      `the secret does not belong to the data in ${folder}: bring back the ${secretKeyFile} (or NEXOROUTER_SECRET_KEY) that this data was written with`,
    )
  }
  const id = `secret-check-${hash.slice(0, 12)}`
  const accountId = asId<AccountId>('')
  await store.createManagementKey(
    { id, accountId, name: 'secret check', lastFour: '', scope: 'read', expiresAtMs: 0, createdAtMs: 0 },
    hash,
  )
}
