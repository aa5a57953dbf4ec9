// One check of `doctor`: whether the secret is there, is private, and is the one that the data was written with. Changes nothing, opens no folder.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fitsData, nextSecretKeyFile, readSecretKeyFile, secretKeyFile } from '../../config-secret-key.ts'
import type { SecretMark } from '../../keys/keyring-store.ts'
import { readSecretMark } from '../../storage/sqlite/engine/read-secret-mark.ts'
import { databaseFile } from '../../storage/sqlite/open.ts'
import { failureOf } from '../failure-of.ts'

export interface Check {
  readonly check: string
  readonly status: 'ok' | 'warning' | 'failed'
  readonly found: string
  /** What to do; null when nothing is to be done. */
  readonly fix: string | null
}

/** In this order: giving a server's folder to the person who looks at it would keep the server out. */
export const notYours = 'run this as the user that runs the server, or chown it to that user'
const bringBack = `bring back the ${secretKeyFile} that this data was written with (backup --secret-to made a copy), or set NEXOROUTER_SECRET_KEY as the server has it`

export function ok(check: string, found: string): Check {
  return { check, status: 'ok', found, fix: null }
}

const check = 'secret key'
const failed = (found: string, fix: string): Check => ({ check, status: 'failed', found, fix })

/** `given` is NEXOROUTER_SECRET_KEY, or empty. */
export function checkSecret(folder: string, given: string): Check {
  const path = join(folder, secretKeyFile)
  let kept: string | undefined
  try {
    kept = readSecretKeyFile(path)
  } catch (error) {
    const found = failureOf(error)?.message ?? String(error)
    if (given === '') return failed(found, /: (EACCES|EPERM)$/.test(found) ? notYours : bringBack)
  }
  const hasData = existsSync(databaseFile(folder))
  if (given === '' && kept === undefined)
    return hasData ? failed(`${folder} holds data but no ${secretKeyFile}`, bringBack) : ok(check, 'none yet; the first start creates it')
  const open = given === '' && process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0
  if (open) return failed(`${path} can be read by others`, `chmod 600 ${path}`)
  const source = given === '' ? path : 'from NEXOROUTER_SECRET_KEY'
  return hasData ? compared(folder, { given, kept, source }) : ok(check, source)
}

interface Secrets {
  readonly given: string
  /** Of the file. */
  readonly kept: string | undefined
  readonly source: string
}

function compared(folder: string, { given, kept, source }: Secrets): Check {
  let mark: SecretMark
  try {
    mark = readSecretMark(databaseFile(folder))
  } catch (error) {
    const found = `${source}; whether it fits the data cannot be told: ${error instanceof Error ? error.message : String(error)}`
    return { check, status: 'warning', found, fix: 'look at the data with: nexorouter ledger verify' }
  }
  // A first start that was cut off before it had written anything.
  if (mark.keyring === null && mark.hashes.size === 0) return ok(check, source)
  const next = given === '' ? nextOf(folder) : undefined
  if ([given || kept, next].some((text) => text !== undefined && fitsData(text, mark))) return ok(check, `${source}; it fits the data`)
  const found = `${given === '' ? source : 'NEXOROUTER_SECRET_KEY'} is not the secret that the data in ${folder} was written with: no key would be known, and nothing that is sealed opens`
  const instead = given !== '' && kept !== undefined && fitsData(kept, mark)
  return failed(found, instead ? `unset NEXOROUTER_SECRET_KEY: the ${secretKeyFile} in the folder fits` : bringBack)
}

/** A change of the secret that was cut off: the next start takes this one. */
function nextOf(folder: string): string | undefined {
  try {
    return readSecretKeyFile(join(folder, nextSecretKeyFile))
  } catch {
    return undefined
  }
}
