// Somebody is told by mail that their password is another, and what else still opens the door: it may be somebody else's. Knows no mail server.
import type { User } from '../../access/user.ts'
import type { UserId } from '../../contract/ids.ts'
import type { ControlDeps } from '../control-deps.ts'
import { passwordChangedMail, takenBackMail } from '../password-resets/reset-mail.ts'

/** `how`: the middle of a sentence. Whether a mail server answers is no part of what was done, so that is not waited for. */
export async function tellOfPassword({ id, email }: Pick<User, 'id' | 'email'>, how: string, deps: ControlDeps): Promise<void> {
  const { mailer } = deps.outbox
  if (mailer === null) return
  const mail = passwordChangedMail(how, await whatOpensBeside(id, deps), deps.publicUrl)
  void mailer.send({ to: email, ...mail }).catch(() => {})
}

/** `removed`: what opened the user before. */
export function tellOfTakingBack({ email }: Pick<User, 'email'>, removed: readonly string[], { outbox, publicUrl }: ControlDeps): void {
  void outbox.mailer?.send({ to: email, ...takenBackMail(removed, publicUrl) }).catch(() => {})
}

/** What opens a user beside the password. By kind and day, not by name: whoever planted a passkey chose its name. */
export async function whatOpensBeside(user: UserId, { store }: Pick<ControlDeps, 'store'>): Promise<readonly string[]> {
  const { totp, passkeys } = await store.factorsOf(user)
  const identities = await store.listIdentities(user)
  return [
    ...(totp === null ? [] : ['an authenticator app']),
    ...passkeys.map(({ createdAtMs }) => `a passkey, added on ${dayOf(createdAtMs)}`),
    ...identities.map(({ issuer, createdAtMs }) => `an identity of ${issuer}, connected on ${dayOf(createdAtMs)}`),
  ]
}

function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}
