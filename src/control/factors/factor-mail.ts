// What people are told by mail when their second factor changes: the one message that an attacker cannot keep from them. Knows no mail server.
import type { User } from '../../access/user.ts'
import type { ControlDeps } from '../control-deps.ts'

export const factorMail = {
  totpOn: 'An authenticator app was set up for your user',
  totpOff: 'The authenticator app was removed from your user',
  passkeyOn: 'A passkey was added to your user',
  passkeyOff: 'A passkey was removed from your user',
  newCodes: 'New recovery codes were made for your user',
  codeUsed: 'A recovery code of your user was used',
  identityOn: 'An identity of another service was connected with your user',
  identityOff: 'Identities of other services were disconnected from your user',
  dropped: 'Your second factors were removed by an operator',
} as const
export type FactorMail = (typeof factorMail)[keyof typeof factorMail]

/** Not awaited: whether a mail server answers is no part of what was done. */
export function tellOfFactors(user: User, subject: FactorMail, { outbox, publicUrl }: Pick<ControlDeps, 'outbox' | 'publicUrl'>): void {
  const text = `${subject} at ${publicUrl}.\n\nIf that was not you, set a new password there, and tell whoever runs the server.\n`
  void outbox.mailer?.send({ to: user.email, subject, text }).catch(() => {})
}
