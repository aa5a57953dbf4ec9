// PORT: further ways in: one-time codes with recovery codes, passkeys, identities of other services. Knows no driver and no secret in the clear.
import type { UserId } from '../contract/ids.ts'

/** One-time codes by clock (RFC 6238). */
export interface TotpFactor {
  readonly sealedSecret: Uint8Array
  /** The newest period whose code was used: no code works twice. */
  readonly lastStep: number
}

/** What somebody has beside a password. Recovery codes come with the first factor and go with the last. */
export interface Factors {
  readonly totp: TotpFactor | null
  /** Oldest first. */
  readonly passkeys: readonly Passkey[]
  readonly recoveryCodesLeft: number
}

export interface Passkey {
  /** As its authenticator names it: base64url. */
  readonly id: string
  readonly userId: UserId
  readonly publicKey: Uint8Array
  readonly counter: number
  /** What its person calls it. */
  readonly name: string
  readonly transports: readonly string[]
  readonly createdAtMs: number
  readonly usedAtMs: number | null
}

/** Somebody as another service knows them. The pair of issuer and subject is the identity; an e-mail address is not. */
export interface Identity {
  readonly issuer: string
  readonly subject: string
  readonly userId: UserId
  readonly createdAtMs: number
}

export interface FactorStore {
  factorsOf(user: UserId): Promise<Factors>
  /** Replaces an earlier one. `recoveryHashes`: keyed hashes of new recovery codes; null leaves those that are there. */
  setTotp(user: UserId, factor: TotpFactor, recoveryHashes: readonly string[] | null): Promise<void>
  /** False: that period or a later one was used before. */
  useTotpStep(user: UserId, step: number): Promise<boolean>
  removeTotp(user: UserId): Promise<boolean>

  /** Replaces all earlier ones. */
  setRecoveryCodes(user: UserId, hashes: readonly string[]): Promise<void>
  /** Once. */
  useRecoveryCode(user: UserId, hash: string): Promise<boolean>
  /**
   * One-time codes, passkeys and recovery codes together: for somebody who lost them, or whose are somebody else's. `identities`: the identities of
   * other services as well. Every session and open challenge of the user ends. False: there was nothing to drop, and nothing ended.
   */
  dropFactors(user: UserId, beside: { readonly identities: boolean }): Promise<boolean>

  /** `recoveryHashes` as with `setTotp`. False: that passkey is known already, here or elsewhere. */
  addPasskey(passkey: Passkey, recoveryHashes: readonly string[] | null): Promise<boolean>
  findPasskey(id: string): Promise<Passkey | undefined>
  /** False: the counter did not grow, so there may be a copy of the key. Authenticators that do not count stay at 0. */
  usePasskey(id: string, counter: number, nowMs: number): Promise<boolean>
  removePasskey(user: UserId, id: string): Promise<boolean>

  findIdentity(issuer: string, subject: string): Promise<UserId | undefined>
  /** False: somebody else has it already. */
  linkIdentity(identity: Identity): Promise<boolean>
  listIdentities(user: UserId): Promise<readonly Identity[]>
  /** What such an identity began and did not end, it ends no more. */
  unlinkIdentity(user: UserId, issuer: string): Promise<boolean>
}
