// Somebody forgot their password: a code goes to whoever reads their mail, for this browser alone. Says the same whether they exist or not.
import { normalEmail, type User } from '../../access/user.ts'
import { randomText } from '../../base/hash.ts'
import type { UserId } from '../../contract/ids.ts'
import type { StartedResetJson, StartResetInput } from '../../contract/people-api.ts'
import { problem } from '../../contract/problems.ts'
import { networkOf } from '../auth-failures.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { makeFlow } from '../sessions/flow.ts'
import { resetMail } from './reset-mail.ts'

export const resetMs = 10 * 60_000
export const resetTries = 5
/** Of somebody's browsers, the newest. */
const sessionsSeen = 100

/** What a code is compared with. Bound to its person: the code of one opens nothing of another. */
export function resetBody(user: UserId | null, code: string, { hashSecret }: Pick<ControlDeps, 'hashSecret'>): string {
  return hashSecret(`reset ${user ?? ''} ${code}`)
}

export function makeCode(): string {
  return randomText('0123456789', 6)
}

export async function startReset(call: ControlCall<StartResetInput>, deps: ControlDeps): Promise<Outcome> {
  const { input, from, failures } = call
  const nowMs = deps.clock.now()
  const asking = `reset from ${networkOf(from.address)}`
  const waitMs = failures.tryOnce(asking, nowMs)
  if (waitMs > 0)
    return refusal(problem('rate_limit_exceeded', 'Too many codes were asked for from this address.', { retryAfterMs: waitMs }))
  const email = normalEmail(input.email)
  if (email === undefined) return refusal(problem('invalid_request', '`email` must be an e-mail address.', { param: 'email' }))
  const { user, mailed } = await whoGetsIt(email, call, deps)
  // Where no mail goes out nothing can be guessed either: no code of six digits fits until the operator makes one.
  const code = mailed && deps.outbox.mailer !== null ? makeCode() : randomText('abcdefghijklmnop', 64)
  const { hash, cookie } = makeFlow('reset', resetMs, deps)
  const userId = user?.id ?? null
  const challenge = {
    kind: 'reset',
    userId,
    body: resetBody(userId, code, deps),
    triesLeft: resetTries,
    expiresAtMs: nowMs + resetMs,
  } as const
  await deps.unaudited.putChallenge(challenge, hash, nowMs)
  // Not awaited: how long a mail server takes would tell that there is somebody.
  if (user !== undefined && mailed) void deps.outbox.mailer?.send({ to: user.email, ...resetMail(code, deps.publicUrl) }).catch(() => {})
  const sentBy = deps.outbox.mailer === null ? 'operator' : 'mail'
  const expiresAt = new Date(nowMs + resetMs).toISOString()
  return answer({ sent_by: sentBy, reset_id: resetIdOf(hash), expires_at: expiresAt } satisfies StartedResetJson, 201, cookie)
}

/** As many digits of the hash of the browser's mark as people can tell each other: what the operator reads out opens this browser alone. */
const idLength = 8

export function resetIdOf(hash: string): string {
  return `${hash.slice(0, idLength / 2)}-${hash.slice(idLength / 2, idLength)}`.toUpperCase()
}

/** How the hash begins that a reset ID was made of. */
export function hashStartOf(resetId: string): string {
  return resetId.replaceAll('-', '').toLowerCase()
}

interface Receiver {
  /** Nobody for a stranger and for somebody disabled. */
  readonly user: User | undefined
  readonly mailed: boolean
}

/**
 * Neither a flood of mails nor ever new tries. Who only knows an address can use up the mails from elsewhere, not those from where its owner
 * is signed in; and whoever gets no mail still gets a code of the operator, in this browser.
 */
async function whoGetsIt(email: string, { codes, from }: ControlCall<unknown>, deps: ControlDeps): Promise<Receiver> {
  const user = await deps.store.findUserByEmail(email)
  if (user === undefined || user.disabled) return { user: undefined, mailed: false }
  const nowMs = deps.clock.now()
  const sessions = await deps.store.listSessions(user.id, nowMs, { limit: sessionsSeen, after: null })
  const limit = sessions.some(({ address }) => address !== null && address === from.address) ? codes.sent : codes.sentElsewhere
  const mailed = limit.waitMs(user.id, nowMs) === 0
  if (mailed) limit.failed(user.id, nowMs)
  return { user, mailed }
}
