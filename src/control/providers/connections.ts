// PORT: what the control plane asks about providers, whoever connects them. Knows no HTTP, no file and no socket.
import type { DeclaredModel } from '../../catalog/declared-model.ts'
import type { Result } from '../../base/result.ts'
import type { Problem } from '../../contract/problems.ts'
import type { ConnectProviderInput, PublishModelInput, UpstreamModelJson, VendorJson } from '../../contract/providers-api.ts'

export interface Connections {
  vendors(): readonly VendorJson[]
  /** What is wrong with an entry, as the YAML would judge it; null: nothing. */
  check(entry: ConnectProviderInput): Problem | null
  /** What is wrong with a credential of this connected provider; null: nothing. */
  checkCredential(provider: string, value: string): Problem | null
  /** The model as the YAML would read it. */
  readModel(entry: PublishModelInput): Result<DeclaredModel, Problem>
  /** The host that requests of this entry go to, for telling whether a change moves it. */
  originOf(entry: ConnectProviderInput): string | null
  /** Bound to its row: a copy moved to another credential does not open. */
  seal(secret: string, credentialId: string): Uint8Array
  /** Reads what is stored again: targets, models, health. `mended`: the provider whose past no longer counts. */
  reload(mended?: string): Promise<void>
  /** What the provider says it serves; a problem where it does not say. Undefined: no such provider. Never rejects. */
  upstreamModels(id: string): Promise<Result<readonly UpstreamModelJson[], Problem> | undefined>
}
