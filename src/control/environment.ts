// What the HTTP floor gives the control API with each request. Knows no sockets.
import type { Result } from '../base/result.ts'
import type { RequestId } from '../contract/ids.ts'
import type { Problem } from '../contract/problems.ts'

export interface ControlEnv {
  readonly requestId: RequestId
  readonly clientAddress: string | null
  /** True only for the command line on this machine, whose own door (a Unix socket and a token in the data folder) has checked it. */
  readonly local: boolean
  /** The bearer credential, or what was wrong with the header; null when there is no Authorization header. */
  readonly credential: Result<string, Problem> | null
  /** Bounded in size (`bytesMax`; absent: as for most endpoints) and time; refuses everything that is not JSON. Called after authentication only. */
  readonly readBody: (bytesMax?: number) => Promise<Result<Buffer, Problem>>
  /** A refusal as a Response with status, headers and body. */
  readonly refuse: (refusal: Problem) => Response
}
