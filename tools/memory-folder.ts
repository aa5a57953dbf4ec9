// The folder that lies in memory, where the system has one with room. Knows nothing of who writes there.
import { accessSync, constants, statfsSync } from 'node:fs'

const folder = '/dev/shm'
/** Several times what all processes of a test run take at once; a container that was given nothing has 64 MB. */
const bytesLeast = 2 ** 30

/** Null: there is none, or no room in it. */
export function memoryFolder(): string | null {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize >= bytesLeast ? folder : null
  } catch {
    return null
  }
}
