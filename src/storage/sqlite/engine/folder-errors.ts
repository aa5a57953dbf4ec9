// Why a data folder cannot be opened, each with its cause and its remedy. Knows nothing of what is stored.

/** Another process (or another store of this one) has the folder open. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse'
  /** The other process, when it left its number. */
  readonly pid: number | null
  constructor(folder: string, pid: number | null) {
    const who = pid === null ? 'another process' : `process ${pid}`
    super(`the data folder ${folder} is in use by ${who}: stop it first, or give this server a folder of its own`)
    this.pid = pid
  }
}

/** The data was written by a newer release. */
export class DataFolderTooNew extends Error {
  override readonly name = 'DataFolderTooNew'
  constructor(folder: string, found: number, known: number) {
    super(
      `the data folder ${folder} has data version ${found}, this release knows versions up to ${known}: ` +
        'run the newer release, or restore a backup made by this one',
    )
  }
}

/** The folder cannot be written, is full, or holds something else. */
export class FolderUnusable extends Error {
  override readonly name = 'FolderUnusable'
  constructor(folder: string, cause: string, remedy: string) {
    super(`the data folder ${folder} cannot be used, ${cause}: ${remedy}`)
  }
}
