// `secret-key rotate`: a new secret for the data of a stopped server. Knows no cipher.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { nextSecretKeyFile, openSecretKeys, secretKeyFile, takeNextSecretKeyFile } from '../../config-secret-key.ts'
import { rotateSecretKey } from '../../rotate-secret-key.ts'
import { openSqliteStore } from '../../storage/sqlite/open.ts'
import { type CliContext, configOf, type SettingFlags } from '../context.ts'
import { CliFailure } from '../exit-codes.ts'
import { json } from '../output.ts'

export interface RotateSecretFlags extends SettingFlags {
  readonly to?: string
  readonly json?: boolean
}

/** With `secret.key` the file is replaced; with NEXOROUTER_SECRET_KEY the new secret goes into the file `--to`, for the operator to set. */
export async function rotateSecret(context: CliContext, flags: RotateSecretFlags): Promise<void> {
  const { dataFolder: folder, values } = configOf(context, flags)
  const fromFile = values.secretKey === ''
  if (!fromFile && flags.to === undefined) {
    throw new CliFailure(
      'usage',
      'the secret comes from NEXOROUTER_SECRET_KEY: name a new file for the next one with --to, then set the variable to its content',
    )
  }
  if (fromFile && flags.to !== undefined) {
    throw new CliFailure('usage', `--to is for servers with NEXOROUTER_SECRET_KEY; here ${join(folder, secretKeyFile)} is replaced`)
  }
  if (flags.to !== undefined && existsSync(resolve(context.cwd, flags.to))) {
    throw new CliFailure('refused', `${resolve(context.cwd, flags.to)} exists; a secret never overwrites, name another file`)
  }
  const store = await openSqliteStore({ folder })
  try {
    if ((await store.listAccounts()).length === 0)
      throw new CliFailure('not_found', `there is no data in ${folder} whose secret could change`)
    const present = await openSecretKeys(folder, values.secretKey, store, false)
    const to = flags.to === undefined ? join(folder, nextSecretKeyFile) : resolve(context.cwd, flags.to)
    const { resealed, unopened } = await rotateSecretKey(store, present, to, context.clock.now())
    if (fromFile) takeNextSecretKeyFile(folder)
    const secret = fromFile ? join(folder, secretKeyFile) : to
    if (flags.json) return context.terminal.out(json({ secret_file: secret, resealed, unopened }))
    context.terminal.out(`Sealed ${resealed} stored secret(s) anew; the new secret is in ${secret}\n`)
    if (!fromFile)
      context.terminal.err(
        'Set NEXOROUTER_SECRET_KEY to the content of that file before the next start; the old one opens nothing any more.\n',
      )
    if (unopened > 0)
      context.terminal.err(`${unopened} copies did not open under the secret before and cannot be revealed; rotate those keys.\n`)
    context.terminal.err('Backups made before open with the secret of their time only: keep it with them, or make a new backup.\n')
  } finally {
    await store.close()
  }
}
