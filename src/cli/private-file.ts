// Writes a file with secrets, whole or not at all, readable by its owner only. Knows nothing of what is in it.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'

/** Replaces what stands there: a link is never followed, and an older file's wider mode is never inherited. */
export function writePrivateFile(path: string, text: string): void {
  const part = `${path}.new`
  rmSync(part, { force: true }) // left by a crash, or laid there by somebody else
  const file = openSync(part, 'wx', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(part, path)
}
