// What an endpoint of the control API is: method, path, who may use it, the input it takes, the action it runs. Knows no framework.
import type { z } from 'zod'
import type { Action, Grant, Role } from '../access/role.ts'
import type { AuditNote } from '../access/audit.ts'
import type { User } from '../access/user.ts'
import { assert } from '../base/assert.ts'
import type { Result } from '../base/result.ts'
import type { AccountId, RequestId } from '../contract/ids.ts'
import type { Problem, ProblemCode } from '../contract/problems.ts'
import type { AuthFailures, CodeLimits } from './auth-failures.ts'
import type { ControlDeps } from './control-deps.ts'
import type { Marks } from './sessions/flow.ts'

/** Each scope covers those before it. `public`: nobody in particular. `local`: the command line on this machine. */
export type Scope = 'public' | 'read' | 'account' | 'operator' | 'local'

export const scopeRank: Readonly<Record<Scope, number>> = { public: 0, read: 1, account: 2, operator: 3, local: 4 }

/** Somebody who signed in, and the session they use now. */
export interface Person {
  readonly user: User
  /** Null: an operator who is no member of the account. */
  readonly role: Role | null
  readonly sessionId: string
  /** The keyed hash of the cookie. */
  readonly sessionHash: string
  /** When they last proved who they are. */
  readonly confirmedAtMs: number
}

const byManagementKey = 'management_key:'

/** How the actor of a management key is written down. */
export const managementKeyActor = (id: string): string => byManagementKey + id

/** The ID of the management key that an actor was; undefined: it was somebody else. */
export function keyOfActor(actor: string): string | undefined {
  return actor.startsWith(byManagementKey) ? actor.slice(byManagementKey.length) : undefined
}

/** Who asks. `accountId` is the account that everything is looked up under. */
export interface Principal {
  readonly kind: 'management_key' | 'session' | 'local'
  readonly scope: Exclude<Scope, 'public'>
  readonly accountId: AccountId
  /** What the table of permissions is asked with. */
  readonly grants: readonly Grant[]
  /** For the books: `management_key:<id>`, `user:<id>`, `local`. */
  readonly actor: string
  readonly expiresAtMs: number | null
  /** Only of a session. */
  readonly person?: Person
}

/** Where a call comes from, as far as one can tell. */
export interface Caller {
  readonly address: string | null
  /** The browser's own name for itself, cut short. */
  readonly agent: string
}

export interface ControlCall<Input> {
  readonly requestId: RequestId
  readonly principal: Principal
  readonly input: Input
  /** The decoded `:id` of the path; empty when the path has none. */
  readonly id: string
  readonly query: URLSearchParams
  readonly from: Caller
  /** Of a browser that began something here. */
  readonly marks: Marks
  /** For the audit log; the first write of `deps.store` takes it along. */
  readonly audit: AuditNote
  /** The table itself, for the endpoint that describes it. */
  readonly endpoints: readonly Endpoint[]
  /** Wrong guesses, counted by address or by name: for actions that check a secret themselves. */
  readonly failures: AuthFailures
  readonly codes: CodeLimits
  /** Only under an Idempotency-Key: the same for every request with that key, to name what may happen once only. */
  readonly onceName?: string
}

export interface Answer {
  readonly status: 200 | 201 | 204
  readonly body: unknown
  readonly cookie?: string
  /** Sent piece by piece instead of `body`, as fast as it is taken. */
  readonly stream?: BodyStream
  /** The request that got this answer first, under the same Idempotency-Key. */
  readonly replayOf?: string
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
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  /** What a management key needs. */
  readonly scope: Scope
  /** What a person needs, by the table of access/role.ts; absent: the usual one of the scope. */
  readonly action?: Action
  /**
   * Never a management key. `person`: somebody who signed in. `person_or_local`: or the command line of this machine.
   * `confirmed`: or the command line, and a person has to have proved who they are within the last minutes.
   */
  readonly asks?: 'person' | 'person_or_local' | 'confirmed'
  /** One sentence for the reference page. */
  readonly does: string
  /** The body; absent: none is read. */
  readonly input?: z.ZodType<Input>
  /** Of the body; absent: what the server takes from everybody else. */
  readonly bodyBytesMax?: number
  /** `body`: no credential; the action itself checks a signature over the body (`SignedInput`). */
  readonly signed?: 'body'
  /** Fields of the input that the audit log keeps. Never one that may carry a secret. */
  readonly records?: readonly string[]
  /**
   * False: no entry in the audit log, because a stranger may ask without any secret and nothing of anybody changes; the log only grows, and strangers
   * would fill it.
   */
  readonly audits?: false
  /** The body of a good answer. */
  readonly output?: z.ZodType
  /** Instead of a JSON body: the media types that the answer may be sent as. */
  readonly streams?: readonly string[]
  /** What it may be refused with beyond what follows from the row itself (problem-codes.ts). */
  readonly refuses?: readonly ProblemCode[]
  /** Query parameters it takes; any other is refused by name. */
  readonly query?: readonly string[]
  /** False: never kept under an Idempotency-Key, because each look at it needs a right of its own (a revealed secret). */
  readonly keepsAnswer?: false
  readonly run: (call: ControlCall<Input>, deps: ControlDeps) => Promise<Outcome>
}

/** Ties the action's input to its schema; the table then forgets the type, the check stays. */
export function endpoint<Input>(definition: Endpoint<Input>): Endpoint {
  return definition as unknown as Endpoint
}

export function answer(body: unknown, status: 200 | 201 = 200, cookie?: string): Outcome {
  return { ok: true, value: { status, body, ...(cookie !== undefined && { cookie }) } }
}

/** The person behind a call; only for endpoints that ask for one. */
export function personOf({ principal }: Pick<ControlCall<unknown>, 'principal'>): Person {
  assert(principal.person !== undefined, 'this endpoint asks for a person')
  return principal.person
}

export function streamed(stream: BodyStream): Outcome {
  return { ok: true, value: { status: 200, body: undefined, stream } }
}

export function refusal(problem: Problem): Outcome {
  return { ok: false, problem }
}
