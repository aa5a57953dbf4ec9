// Somebody forgot their password: a code goes to whoever reads their mail, for this browser alone. Says the same whether they exist or not.
import { normalEmail, type User } from '../../access/user.ts'
import { randomText } from '../../base/hash.ts'
import type { UserId } from '../../contract/ids.ts'
import type { StartedResetJson, StartResetInput } from '../../contract/people-api.ts'
import { problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { note } from '../audit/open-note.ts'
import { makeFlow } from '../sessions/flow.ts'
import { resetMail } from './reset-mail.ts'

export const resetMs = 10 * 60_000
export const resetTries = 5

/** What a code is compared with. Bound to its person: the code of one opens nothing of another. */
export function resetBody(user: UserId | null, code: string, { hashSecret }: Pick<ControlDeps, 'hashSecret'>): string {
  return hashSecret(`reset ${user ?? ''} ${code}`)
}

export function makeCode(): string {
  return randomText('0123456789', 6)
}

export async function startReset(call: ControlCall<StartResetInput>, deps: ControlDeps): Promise<Outcome> {
  const { input, from, failures, audit } = call
  const nowMs = deps.clock.now()
  const asking = `reset from ${from.address ?? ''}`
  const waitMs = failures.waitMs(asking, nowMs)
  if (waitMs > 0)
    return refusal(problem('rate_limit_exceeded', 'Too many codes were asked for from this address.', { retryAfterMs: waitMs }))
  failures.failed(asking, nowMs)
  const email = normalEmail(input.email)
  if (email === undefined) return refusal(problem('invalid_request', '`email` must be an e-mail address.', { param: 'email' }))
  const user = await whoGetsIt(email, call, deps)
  const code = makeCode()
  const { hash, cookie } = makeFlow(resetMs, deps)
  const userId = user?.id ?? null
  const challenge = {
    kind: 'reset',
    userId,
    body: resetBody(userId, code, deps),
    triesLeft: resetTries,
    expiresAtMs: nowMs + resetMs,
  } as const
  await deps.unaudited.putChallenge(challenge, hash, nowMs)
  note(audit, { after: { email } })
  // Not awaited: how long a mail server takes would tell that there is somebody.
  if (user !== undefined) void deps.outbox.mailer?.send({ to: user.email, ...resetMail(code, deps.publicUrl) }).catch(() => {})
  const sentBy = deps.outbox.mailer === null ? 'operator' : 'mail'
  return answer({ sent_by: sentBy, expires_at: new Date(nowMs + resetMs).toISOString() } satisfies StartedResetJson, 201, cookie)
}

/** Nobody for a stranger, for somebody disabled, and for one who was sent enough codes: neither a flood of mails nor ever new tries. */
async function whoGetsIt(email: string, { codes }: ControlCall<unknown>, deps: ControlDeps): Promise<User | undefined> {
  const user = await deps.store.findUserByEmail(email)
  if (user === undefined || user.disabled || codes.sent.waitMs(user.id, deps.clock.now()) > 0) return undefined
  codes.sent.failed(user.id, deps.clock.now())
  return user
}
