// What an endpoint of the control API is: method, path, the scope it needs, the input it takes, the action it runs. Knows no framework.
import type { z } from 'zod'
import type { Result } from '../base/result.ts'
import type { AccountId, RequestId } from '../contract/ids.ts'
import type { Problem } from '../contract/problems.ts'
import type { ControlDeps } from './control-deps.ts'

/** Each scope covers those before it. `public`: nobody in particular. `local`: the command line on this machine. */
export type Scope = 'public' | 'read' | 'account' | 'operator' | 'local'

export const scopeRank: Readonly<Record<Scope, number>> = { public: 0, read: 1, account: 2, operator: 3, local: 4 }

/** Who asks. `accountId` is the account that everything is looked up under. */
export interface Principal {
  readonly kind: 'management_key' | 'session' | 'local'
  readonly scope: Exclude<Scope, 'public'>
  readonly accountId: AccountId
  /** For the books: `management_key:<id>`, `session`, `local`. */
  readonly actor: string
  readonly expiresAtMs: number | null
  /** Only of a session: the keyed hash of its cookie. */
  readonly sessionHash?: string
}

export interface ControlCall<Input> {
  readonly requestId: RequestId
  readonly principal: Principal
  readonly input: Input
  /** The decoded `:id` of the path; empty when the path has none. */
  readonly id: string
  readonly query: URLSearchParams
}

export interface Answer {
  readonly status: 200 | 201 | 204
  readonly body: unknown
  readonly cookie?: string
  /** Sent piece by piece instead of `body`, as fast as it is taken. */
  readonly stream?: BodyStream
}

/** A body that is made while it is sent. */
export interface BodyStream {
  readonly contentType: string
  /** Offered as a download under this name; absent: shown as it comes. */
  readonly fileName?: string
  /** The next piece; null at the end. Called once at a time. */
  next(): Promise<string | null>
  /** Called when it is over, however it ends and perhaps more than once; also when nothing was asked for. */
  close(): void
}

export type Outcome = Result<Answer, Problem>

/** What an endpoint gets whose caller proves itself by a signature over the body. */
export interface SignedInput {
  header(name: string): string
  /** The bytes as they came, bounded in size and time. */
  readBody(): Promise<Result<Buffer, Problem>>
}

export interface Endpoint<Input = unknown> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly scope: Scope
  /** One sentence for the reference page. */
  readonly does: string
  /** The body; absent: none is read. */
  readonly input?: z.ZodType<Input>
  /** `body`: no credential; the action itself checks a signature over the body (`SignedInput`). */
  readonly signed?: 'body'
  /** Query parameters it takes; any other is refused by name. */
  readonly query?: readonly string[]
  readonly run: (call: ControlCall<Input>, deps: ControlDeps) => Promise<Outcome>
}

/** Ties the action's input to its schema; the table then forgets the type, the check stays. */
export function endpoint<Input>(definition: Endpoint<Input>): Endpoint {
  return definition as unknown as Endpoint
}

export function answer(body: unknown, status: 200 | 201 = 200): Outcome {
  return { ok: true, value: { status, body } }
}

export function streamed(stream: BodyStream): Outcome {
  return { ok: true, value: { status: 200, body: undefined, stream } }
}

export function refusal(problem: Problem): Outcome {
  return { ok: false, problem }
}
