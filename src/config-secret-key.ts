// The master secret of a data folder: where it comes from, what is derived from it, and how a wrong one is noticed. Stores no keys.
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { deriveKey, keyedHash, openBytes, seal } from './base/hash.ts'
import { asId, type AccountId } from './contract/ids.ts'
import type { KeyringStore, SecretMark } from './keys/keyring-store.ts'
import type { ManagementKeyStore } from './keys/management-key-store.ts'

export const secretKeyFile = 'secret.key'
/** A secret that is about to take the place of the other one. */
export const nextSecretKeyFile = 'secret.key.next'

/** The secret does not fit the data, or is not there. The message says what to do; nothing was changed. */
export class SecretKeyProblem extends Error {
  override readonly name = 'SecretKeyProblem'
}

export interface SecretKeys {
  /** For looking secrets up by hash. Outlives a change of the secret, or every issued key would become an unknown one. */
  readonly pepper: Buffer
  /** For what this server proves to itself or to receivers: Playground tokens, signatures of webhooks. */
  readonly proofs: Buffer
  /** For sealing the copies that can be revealed. */
  readonly sealing: Buffer
  /** For sealing answers that are kept under an Idempotency-Key. */
  readonly answers: Buffer
  /** Those of secrets before: answers are kept for days only, so they are not sealed anew. */
  readonly formerAnswers: readonly Buffer[]
  /** The text itself, for `backup --secret-to`. */
  readonly text: string
}

export function deriveSecretKeys(text: string): SecretKeys {
  const master = Buffer.from(text, 'utf8')
  return {
    pepper: deriveKey(master, 'pepper v1'),
    sealing: deriveKey(master, 'key encryption v1'),
    answers: deriveKey(master, 'kept answers v1'),
    formerAnswers: [],
    // As before there was a change of the secret: what was signed then stays signed.
    proofs: deriveKey(master, 'pepper v1'),
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
  try {
    // Unlike a rename, a link fails when the name is taken.
    linkSync(part, path)
  } finally {
    rmSync(part)
  }
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

/**
 * The keys of an open data folder. `given` is NEXOROUTER_SECRET_KEY or empty. On an empty store a missing secret is created;
 * on one with data it is refused: a new secret would silently turn every issued key into an unknown one.
 */
export async function openSecretKeys(
  folder: string,
  given: string,
  store: ManagementKeyStore & Pick<KeyringStore, 'getKeyring'>,
  empty: boolean,
): Promise<SecretKeys> {
  const path = join(folder, secretKeyFile)
  const sealedKeyring = await store.getKeyring()
  settleNext(folder, sealedKeyring)
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
  const keys = withKeyring(deriveSecretKeys(text), sealedKeyring, folder)
  await checkSecret(folder, keys, store, empty)
  return keys
}

/** A change of the secret that was cut off: whichever of the two secrets opens the keyring stays, the other one goes. */
function settleNext(folder: string, sealedKeyring: Uint8Array | null): void {
  const text = readSecretKeyFile(join(folder, nextSecretKeyFile))
  if (text === undefined) return
  if (sealedKeyring !== null && readKeyring(deriveSecretKeys(text), sealedKeyring) !== undefined) takeNextSecretKeyFile(folder)
  else rmSync(join(folder, nextSecretKeyFile))
}

/** The next secret takes the place of the present one, durably. */
export function takeNextSecretKeyFile(folder: string): void {
  renameSync(join(folder, nextSecretKeyFile), join(folder, secretKeyFile))
  const opened = openSync(folder, 'r')
  fsyncSync(opened)
  closeSync(opened)
}

interface Keyring {
  /** Base64. */
  readonly pepper: string
  readonly former_answers: readonly string[]
}

const keyringBound = 'keyring'
/** What is hashed for the mark of checkSecret. */
const secretCheck = 'secret check'
/** More changes of the secret than this within the days that an answer is kept are none that anybody makes. */
const formerAnswersMax = 8

/** What the next secret has to know of the present one. */
export function sealKeyring(next: SecretKeys, { pepper, answers, formerAnswers }: SecretKeys): Uint8Array {
  const former = [answers, ...formerAnswers].slice(0, formerAnswersMax).map((key) => key.toString('base64'))
  const keyring: Keyring = { pepper: pepper.toString('base64'), former_answers: former }
  return new Uint8Array(seal(next.sealing, JSON.stringify(keyring), keyringBound))
}

function readKeyring({ sealing }: SecretKeys, sealed: Uint8Array): Keyring | undefined {
  const plain = openBytes(sealing, sealed, keyringBound)
  return plain === undefined ? undefined : (JSON.parse(plain.toString('utf8')) as Keyring)
}

function withKeyring(keys: SecretKeys, sealed: Uint8Array | null, folder: string): SecretKeys {
  if (sealed === null) return keys
  const keyring = readKeyring(keys, sealed)
  if (keyring === undefined) throw foreignSecret(folder)
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64')
  return { ...keys, pepper: bytes(keyring.pepper), formerAnswers: keyring.former_answers.map(bytes) }
}

function foreignSecret(folder: string): SecretKeyProblem {
  return new SecretKeyProblem(
    `the secret does not belong to the data in ${folder}: bring back the ${secretKeyFile} (or NEXOROUTER_SECRET_KEY) that this data was written with`,
  )
}

/** Whether the data was written with this secret, told without opening the folder. */
export function fitsData(text: string, { keyring, hashes }: SecretMark): boolean {
  const keys = deriveSecretKeys(text)
  if (keyring === null) return hashes.has(keyedHash(keys.pepper, secretCheck))
  const opened = readKeyring(keys, keyring)
  return opened !== undefined && hashes.has(keyedHash(Buffer.from(opened.pepper, 'base64'), secretCheck))
}

/** The keyed hash of the whole server. What proves something for a while follows the present secret; what is looked up keeps its pepper. */
export function keyedHashOf({ pepper, proofs }: Pick<SecretKeys, 'pepper' | 'proofs'>): (text: string) => string {
  return (text) => keyedHash(text.startsWith('playground-token ') ? proofs : pepper, text)
}

/**
 * A mark in the data that only the right secret can find: an expired management key of no account, under the hash of a text
 * that is not a key. It grants nothing, travels with every backup, and needs no table of its own.
 */
async function checkSecret(folder: string, keys: SecretKeys, store: ManagementKeyStore, empty: boolean): Promise<void> {
  const hash = keyedHash(keys.pepper, secretCheck)
  if ((await store.findManagementKeyByHash(hash)) !== undefined) return
  if (!empty) {
    throw foreignSecret(folder)
  }
  const id = `secret-check-${hash.slice(0, 12)}`
  const accountId = asId<AccountId>('')
  await store.createManagementKey(
    { id, accountId, name: 'secret check', lastFour: '', scope: 'read', expiresAtMs: 0, createdAtMs: 0 },
    hash,
  )
}
