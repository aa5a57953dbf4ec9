// A file that a person named, as text; or in words why it cannot be read. Parses nothing.
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { CliContext } from './context.ts'
import { CliFailure } from './exit-codes.ts'

/** Larger than any honest list or bill; keeps a wrong path from filling memory. */
const fileBytesMax = 16 * 1_048_576

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
}

export function readNamedFile({ cwd }: Pick<CliContext, 'cwd'>, file: string, bytesMax = fileBytesMax): string {
  const path = resolve(cwd, file)
  try {
    if (statSync(path).size > bytesMax) throw new CliFailure('usage', `cannot read ${file}: it is larger than ${bytesMax} bytes`)
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    if (error instanceof CliFailure) throw error
    const { code = '', message } = error as NodeJS.ErrnoException
    const reason = error instanceof TypeError ? 'it is not text in UTF-8' : (reasons[code] ?? message)
    throw new CliFailure('usage', `cannot read ${file}: ${reason}`)
  }
}
