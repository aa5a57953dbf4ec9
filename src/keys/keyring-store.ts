// PORT: all that rests sealed under the server's secret, for the day when that secret changes. Knows no driver and no cipher.

export interface SealedValue {
  readonly kind: 'key' | 'receipt_key' | 'totp' | 'provider_credential'
  /** Of `totp`: the user's. */
  readonly id: string
  readonly sealed: Uint8Array
}

export interface KeyringStore {
  /** What outlives a change of the secret, sealed under the present one; null until it was changed once. */
  getKeyring(): Promise<Uint8Array | null>
  /** Of every account. Answers under an Idempotency-Key are not among them: they end within days, and the keyring opens them until then. */
  listSealed(): Promise<readonly SealedValue[]>
  /** The keyring and every value that is still there, in one transaction. */
  reseal(keyring: Uint8Array, values: readonly SealedValue[]): Promise<void>
}

/** What only the right secret can open or find in the data. */
export interface SecretMark {
  readonly keyring: Uint8Array | null
  /** Hashes under which the mark may stand; none: nothing was ever stored there. */
  readonly hashes: ReadonlySet<string>
}
