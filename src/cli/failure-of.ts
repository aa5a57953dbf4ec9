// Turns what the world did to us into a message with a remedy and an exit code. Knows no command.
import { SecretKeyProblem } from '../config-secret-key.ts'
import { StoreUnavailable } from '../ledger/store-unavailable.ts'
import { DataFolderTooNew, FolderInUse, FolderUnusable } from '../storage/sqlite/engine/folder-errors.ts'
import { CliFailure } from './exit-codes.ts'

/** The failure to show; undefined when the error is ours and deserves its stack. */
export function failureOf(error: unknown): CliFailure | undefined {
  if (error instanceof CliFailure) return error
  if (
    error instanceof FolderInUse ||
    error instanceof DataFolderTooNew ||
    error instanceof FolderUnusable ||
    error instanceof SecretKeyProblem
  ) {
    return new CliFailure('data_folder', error.message)
  }
  if (error instanceof StoreUnavailable) {
    return new CliFailure(
      'data_folder',
      `${error.message}; the data folder's disk may be full or failing: free some space and try again, nothing was lost`,
    )
  }
  const { code, path, syscall } = error as NodeJS.ErrnoException
  if (syscall === 'listen' || syscall === 'bind' || syscall === 'getaddrinfo') return addressFailure(error as ListenError)
  if (path === undefined) return undefined
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new CliFailure('data_folder', `cannot write ${path}: permission denied; change its owner or mode, or name another place`)
    case 'ENOENT':
      return new CliFailure('data_folder', `cannot write ${path}: its folder does not exist; make it, or name another place`)
    case 'ENOSPC':
    case 'EDQUOT':
      return new CliFailure('data_folder', `cannot write ${path}: the disk is full; free some space, nothing was lost`)
    case 'ENOTDIR':
    case 'EEXIST':
      return new CliFailure('data_folder', `${path} is not a folder; name another place with --data`)
    default:
      return undefined
  }
}

interface ListenError extends NodeJS.ErrnoException {
  readonly address?: string
  readonly port?: number
}

function addressFailure(error: ListenError): CliFailure {
  const place = `${error.address ?? 'the address'}${error.port === undefined ? '' : ` port ${error.port}`}`
  const remedies: Record<string, string> = {
    EADDRINUSE: `${place} is taken by another program; stop it, or choose another port with --port or PORT`,
    EACCES: `${place} needs more rights; ports below 1024 belong to the system, choose another with --port or PORT`,
    EADDRNOTAVAIL: `${place} is not an address of this machine; use 127.0.0.1, or 0.0.0.0 for all addresses`,
    ENOTFOUND: `${place} is not a known host; use an IP address such as 127.0.0.1 for --host or HOST`,
  }
  return new CliFailure('address', `cannot listen: ${remedies[error.code ?? ''] ?? `${place}: ${error.code}`}`)
}
