// Copies all data into one new file of this machine, while serving. Local token only: the path is the server's own disk.
import { isAbsolute } from 'node:path'
import { problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'

export async function backup({ input }: ControlCall<{ file: string }>, deps: ControlDeps): Promise<Outcome> {
  if (!isAbsolute(input.file)) return refusal(problem('invalid_request', '`file` must be an absolute path.', { param: 'file' }))
  try {
    await deps.store.backup(input.file)
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : 'unknown reason'
    return refusal(problem('conflict', `The backup was not written: ${reason}`, { param: 'file' }))
  }
  return answer({ file: input.file }, 201)
}
