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
  allDropped: 'Your second factors and identities of other services were removed by an operator',
} as const
export type FactorMail = (typeof factorMail)[keyof typeof factorMail]

/** A new password leaves every factor in place, and those of somebody else with them. */
const ifNotYou = `If that was not you: open Settings there, remove what you do not know, and set a new password. It has to be both: a new password alone
takes nothing else away. If you cannot get in, ask whoever runs the server to drop your factors.`

/** Not awaited: whether a mail server answers is no part of what was done. */
export function tellOfFactors(user: User, subject: FactorMail, { outbox, publicUrl }: Pick<ControlDeps, 'outbox' | 'publicUrl'>): void {
  const text = `${subject} at ${publicUrl}.\n\n${ifNotYou}\n`
  void outbox.mailer?.send({ to: user.email, subject, text }).catch(() => {})
}
