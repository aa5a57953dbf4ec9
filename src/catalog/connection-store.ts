// PORT: providers that were connected and models that were published while the server ran. Declares what is kept; knows no driver.

/** A provider as its operator described it; without its credentials. */
export interface StoredProvider {
  readonly id: string
  /** JSON text, of the form that the YAML has. */
  readonly entry: string
  readonly createdAtMs: number
}

export interface StoredCredential {
  readonly id: string
  readonly provider: string
  /** Unique within the provider. */
  readonly name: string
  readonly weight: number
  /** Sealed and bound to `id`: a copy under another one does not open. */
  readonly sealed: Uint8Array
  /** For people; empty for short ones. */
  readonly lastFour: string
  /** Milliseconds since 1970; null: it is used. */
  readonly disabledAtMs: number | null
  readonly createdAtMs: number
}

/** A model as its operator published it. */
export interface StoredModel {
  readonly id: string
  /** JSON text, of the form that the YAML has. */
  readonly entry: string
  readonly createdAtMs: number
}

export interface CredentialChange {
  readonly weight?: number
  readonly disabledAtMs?: number | null
}

export interface ConnectionStore {
  listProviders(): Promise<readonly StoredProvider[]>
  /** Makes it with its first credentials, or puts another description in place of the one there is; both in one transaction. */
  putProvider(provider: StoredProvider, credentials: readonly StoredCredential[]): Promise<void>
  /** Another description, and all its credentials are gone: they were meant for another host. */
  putProviderElsewhere(provider: StoredProvider): Promise<void>
  /** With its credentials. False: there is none. */
  deleteProvider(id: string): Promise<boolean>
  /** By provider, then in the order in which they were added. */
  listCredentials(): Promise<readonly StoredCredential[]>
  /** False: the name is taken. */
  putCredential(credential: StoredCredential): Promise<boolean>
  changeCredential(id: string, change: CredentialChange): Promise<boolean>
  deleteCredential(id: string): Promise<boolean>
  listModels(): Promise<readonly StoredModel[]>
  putModel(model: StoredModel): Promise<void>
  deleteModel(id: string): Promise<boolean>
}
