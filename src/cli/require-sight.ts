// Whether this user can see a file at all: one that he cannot see looks like one that is not there. Reads nothing of it.
import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { CliFailure } from './exit-codes.ts'

/** A folder of another user looks empty from outside: "make one" would be the wrong remedy, and a dangerous one. */
export function requireSight(file: string): void {
  try {
    statSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') return
    throw new CliFailure(
      'data_folder',
      `this user may not look into ${dirname(file)}: run the command as the user that runs the server (sudo -u ...)`,
    )
  }
}
