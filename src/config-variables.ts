// Values of variables that may come from files: what `NAME` says, or the file that `NAME_FILE` names. Knows no setting.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ConfigInput } from './config.ts'
import type { ConfigMistake } from './config-yaml.ts'

/** A variable, or the trimmed content of the file that `<name>_FILE` names; both at once is a mistake, said once. */
export function environmentReader(
  input: Pick<ConfigInput, 'env' | 'cwd'>,
  mistakes: ConfigMistake[],
): (name: string) => string | undefined {
  const read = new Map<string, string | undefined>()
  return (name) => {
    if (read.has(name)) return read.get(name)
    let value = input.env[name]
    const file = input.env[`${name}_FILE`]
    if (file !== undefined && file !== '') {
      if (value !== undefined && value !== '') {
        mistakes.push({ where: name, message: `set ${name} or ${name}_FILE, not both` })
      } else {
        try {
          value = readFileSync(resolve(input.cwd, file), 'utf8').trim()
          // Not the same as unset: the server would run without this secret, or make itself another one.
          if (value === '')
            mistakes.push({ where: `${name}_FILE`, message: `${file} is empty; write the secret into it, or unset ${name}_FILE` })
        } catch (error) {
          mistakes.push({ where: `${name}_FILE`, message: `cannot read ${file}: ${reasonOf(error)}` })
        }
      }
    }
    read.set(name, value)
    return value
  }
}

/** Why a file cannot be read, in words. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied'
  if (code === 'EISDIR') return 'it is a folder'
  return code ?? 'unreadable'
}
