// The data folder: made with mode 700, its files with mode 600. Knows no SQL.
import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { FolderUnusable } from './folder-errors.ts'
import { createPrivate } from './lock.ts'

/** The database inside a data folder. */
export function databaseFile(folder: string): string {
  return join(folder, 'nexorouter.db')
}

/** Makes the folder when it is absent. Throws FolderUnusable with the cause. */
export function prepareFolder(folder: string): void {
  attempt(folder, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (!statSync(folder).isDirectory()) throw new FolderUnusable(folder, 'it is a file', 'name a folder')
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  })
}

export function prepareDatabaseFile(folder: string): string {
  const file = databaseFile(folder)
  attempt(folder, () => createPrivate(file))
  return file
}

function attempt(folder: string, step: () => void): void {
  try {
    step()
  } catch (error) {
    if (error instanceof FolderUnusable) throw error
    const code = (error as { code?: string }).code ?? 'unknown'
    throw new FolderUnusable(folder, causes[code] ?? `the system says ${code}`, remedies[code] ?? 'check the path and its owner')
  }
}

const causes: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it is on a read-only file system',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'part of the path is a file',
  EEXIST: 'it is a file',
}

const remedies: Readonly<Record<string, string>> = {
  EACCES: 'give this user the folder (chown), or name another one',
  EPERM: 'give this user the folder (chown), or name another one',
  EROFS: 'name a folder on a disk that can be written',
  ENOSPC: 'free space on the disk',
  ENOTDIR: 'name a folder',
  EEXIST: 'name a folder',
}
