// `backup`: a consistent copy of the data, and its secret in a file apart. Overwrites nothing.
import { chmodSync, existsSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { writeSecretKeyFile } from '../../config-secret-key.ts'
import type { CliContext, SettingFlags } from '../context.ts'
import { withControl } from '../control-client.ts'
import { CliFailure } from '../exit-codes.ts'
import { json } from '../output.ts'

export interface BackupFlags extends SettingFlags {
  readonly secretTo?: string
  readonly json?: boolean
}

export async function backup(context: CliContext, file: string, flags: BackupFlags): Promise<void> {
  const to = resolve(context.cwd, file)
  const secretTo = flags.secretTo === undefined ? undefined : resolve(context.cwd, flags.secretTo)
  for (const path of [to, secretTo]) {
    if (path !== undefined && existsSync(path))
      throw new CliFailure('refused', `${path} exists; a backup never overwrites, name another file`)
  }
  await withControl(context, flags, async (client) => {
    if (secretTo !== undefined) writeSecretKeyFile(secretTo, await client.secretText())
    try {
      await client.call('POST', '/backup', { file: to })
    } catch (error) {
      if (secretTo !== undefined) rmSync(secretTo, { force: true })
      throw error
    }
  })
  chmodSync(to, 0o600)
  if (flags.json) return context.terminal.out(json({ file: to, secret_file: secretTo ?? null }))
  context.terminal.out(`Data: ${to}\n`)
  if (secretTo !== undefined) context.terminal.out(`Secret: ${secretTo} (keep it apart from the data)\n`)
  else context.terminal.err('The secret key is not in this file; without it the keys in it cannot be used. Write it with --secret-to.\n')
}
