// `restore`: a backup and its secret into an empty data folder, checked before anything is believed. Replaces nothing.
import { createReadStream, existsSync, readdirSync, rmSync } from 'node:fs'
import { open as openFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openSecretKeys, readSecretKeyFile, secretKeyFile, writeSecretKeyFile } from '../../config-secret-key.ts'
import { makeDataFolder } from '../../main-folder.ts'
import { databaseFile, FolderInUse, openSqliteStore, requireSound } from '../../storage/sqlite/open.ts'
import { type CliContext, configOf, type SettingFlags } from '../context.ts'
import { CliFailure } from '../exit-codes.ts'
import { json } from '../output.ts'
import { pastedCommand } from '../pasted-command.ts'

export interface RestoreFlags extends SettingFlags {
  readonly secretFrom?: string
  readonly json?: boolean
}

/** On any failure the folder is as empty as it was, unless somebody else has begun to use it: what is theirs is left alone. */
export async function restore(context: CliContext, file: string, flags: RestoreFlags): Promise<void> {
  const config = configOf(context, flags)
  const from = resolve(context.cwd, file)
  const folder = config.dataFolder
  if (!existsSync(from)) throw new CliFailure('not_found', `there is no backup ${from}`)
  const secret = secretOf(context, flags, config.values.secretKey)
  makeDataFolder(folder)
  if (readdirSync(folder).length > 0) {
    throw new CliFailure('refused', `${folder} is not empty: restore into a folder of its own with --data, nothing was changed`)
  }
  const made: string[] = []
  try {
    await copyInto(from, databaseFile(folder), made)
    if (config.values.secretKey === '') {
      writeSecretKeyFile(join(folder, secretKeyFile), secret)
      made.push(join(folder, secretKeyFile))
    }
    const report = await open(folder, secret, context.clock.now())
    const result = { data: folder, epoch: report.epoch, accounts: report.accounts, settled: report.settled, voided: report.voided }
    if (flags.json) context.terminal.out(json(result))
    else
      context.terminal.out(
        `Restored into ${folder}: ${report.accounts} account(s), epoch ${report.epoch}. Start it with: ${pastedCommand(context, flags, 'serve')}\n`,
      )
  } catch (error) {
    if (!(error instanceof FolderInUse)) for (const path of made) rmSync(path, { force: true })
    throw error
  }
}

/** A new file of mode 600, whatever the mode of the backup, synced. `made` gets every name that is ours once the copy has begun. */
async function copyInto(from: string, to: string, made: string[]): Promise<void> {
  const file = await openFile(to, 'wx', 0o600)
  made.push(to, `${to}-wal`, `${to}-shm`, join(dirname(to), 'lock'), join(dirname(to), 'lock.pid'))
  await pipeline(createReadStream(from), file.createWriteStream({ flush: true }))
}

function secretOf(context: CliContext, flags: RestoreFlags, given: string): string {
  if (flags.secretFrom !== undefined) {
    const path = resolve(context.cwd, flags.secretFrom)
    const text = readSecretKeyFile(path)
    if (text === undefined) throw new CliFailure('not_found', `there is no secret file ${path}`)
    if (given !== '' && given !== text)
      throw new CliFailure(
        'usage',
        `NEXOROUTER_SECRET_KEY is set and is another secret than the one in ${path}: the next start would refuse the data. Set it to the content of that file, or unset it`,
      )
    return text
  }
  if (given !== '') return given
  throw new CliFailure(
    'usage',
    'a backup does not hold its secret: name the file that backup --secret-to wrote with --secret-from, or set NEXOROUTER_SECRET_KEY',
  )
}

/** Holds that were open when the copy was made end here, in a new epoch, so that a server still running on the old data is told apart. */
async function open(folder: string, secret: string, nowMs: number) {
  try {
    requireSound(databaseFile(folder))
  } catch (error) {
    throw new CliFailure('data_folder', `this backup is damaged (${(error as Error).message}); it was not restored`)
  }
  const store = await openSqliteStore({ folder })
  try {
    const accounts = await store.listAccounts()
    await openSecretKeys(folder, secret, store, accounts.length === 0)
    const { epoch, settled, voided, mismatches } = await store.recover(nowMs)
    const first = mismatches[0] ?? (await store.verify())[0]
    if (first !== undefined)
      throw new CliFailure('data_folder', `the books of this backup do not balance (${first.invariant}); it was not restored`)
    return { epoch, settled, voided, accounts: accounts.length }
  } finally {
    await store.close()
  }
}
