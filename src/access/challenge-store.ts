// PORT: short-lived questions to somebody who has not signed in yet: a reset code, a second factor, a passkey, another service's answer.
// Bound to one browser by the keyed hash of its cookie. Knows no driver.
import type { UserId } from '../contract/ids.ts'

export type ChallengeKind = 'reset' | 'second_factor' | 'totp_setup' | 'passkey' | 'oidc'

export interface Challenge {
  readonly kind: ChallengeKind
  /** Whom it is about; null when nobody is known, which must look the same from outside. */
  readonly userId: UserId | null
  /** What the answer is compared with; never the answer itself. */
  readonly body: string
  readonly triesLeft: number
  readonly expiresAtMs: number
}

export interface ChallengeStore {
  /**
   * Replaces earlier ones of the same kind and user, and forgets those that ran out. Resets stay beside each other, one per browser: anybody
   * can ask for one who knows an address, and must not end the one of its owner.
   */
  putChallenge(challenge: Challenge, hash: string, nowMs: number): Promise<void>
  /** Uses one try up, before the answer is looked at: no race gives a guesser more. Undefined: unknown, run out, or no try left. */
  tryChallenge(kind: ChallengeKind, hash: string, nowMs: number): Promise<Challenge | undefined>
  /** Uses the whole up, once. False: it was taken meanwhile. */
  takeChallenge(kind: ChallengeKind, hash: string): Promise<boolean>
  /** Another body, with all tries again, for the one open challenge of a user whose hash begins so. False: there is none, or more than one. */
  renewChallenge(
    open: Pick<Challenge, 'kind'> & { readonly userId: UserId; readonly hashStart: string },
    next: Pick<Challenge, 'body' | 'triesLeft' | 'expiresAtMs'>,
    nowMs: number,
  ): Promise<boolean>
}
