// Makes the data folder, one level after the other. Knows nothing of what is kept in it.
import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { FolderUnusable } from './storage/sqlite/open.ts'

/**
 * Creates what is missing of the path; the folder itself gets mode 700. Not `recursive`: on a file system that takes no folders
 * (/proc, some network mounts) that call never returns. Throws FolderUnusable with the cause.
 */
export function makeDataFolder(folder: string): void {
  const missing: string[] = []
  for (let at = folder; !existsSync(at) && at !== dirname(at); at = dirname(at)) missing.unshift(at)
  for (const path of missing) {
    try {
      mkdirSync(path, path === folder ? { mode: 0o700 } : {})
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EEXIST') continue
      throw new FolderUnusable(
        folder,
        causes[code ?? ''] ?? `it cannot be made at ${path} (${code})`,
        'name another folder, or change the owner of the one above it',
      )
    }
  }
}

const causes: Readonly<Record<string, string>> = {
  EACCES: 'this user may not make it',
  EPERM: 'this user may not make it',
  EROFS: 'it would lie on a read-only file system',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'part of the path is a file',
  ENOENT: 'its file system takes no folders',
}
