// Everything the control plane is given, as one plain object. Builds nothing itself; main.ts does.
import type { ChallengeStore } from '../access/challenge-store.ts'
import type { Oidc } from '../access/oidc.ts'
import type { Clock } from '../base/clock.ts'
import type { PasswordHasher } from '../base/password-hash.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { ListToMatch, MatchedList } from '../catalog/price-sources/match-list.ts'
import type { AccountId, KeyId, ProviderId, UserId } from '../contract/ids.ts'
import type { ProviderTestJson, ServerLoad } from '../contract/control-api.ts'
import type { ProviderJson } from '../contract/providers-api.ts'
import type { ReceiptJson, ReceiptKeyJson, SignedReceiptJson } from '../contract/receipt.ts'
import type { LedgerJson } from '../contract/ledger-api.ts'
import type { Idempotency } from '../ledger/idempotency.ts'
import type { ResponseShelf } from '../ledger/kept-responses.ts'
import type { RecoveryReport } from '../ledger/ledger-store.ts'
import type { OfferHealth, OfferSpeed } from '../routing/health.ts'
import type { Store } from '../storage/store.ts'
import type { Billing } from './billing/billing.ts'
import type { Outbox } from './outbox.ts'
import type { Connections } from './providers/connections.ts'
import type { Verifier } from './verification/verifier.ts'
import type { UsageStreams } from './usage/usage-streams.ts'

export interface ControlSettings {
  /** A setup link works this long. */
  readonly setupLinkMs: number
  /** A browser session lasts this long. */
  readonly sessionMs: number
  /** Keys of one account: more is a mistake or an attack on the table. */
  readonly keysPerAccountMax: number
  /** Budgets of one account and its members: more is a mistake or an attack on the table. */
  readonly budgetsPerAccountMax: number
  /** One manual credit, nano-dollars: beyond it a typing error is likelier than an intention. */
  readonly creditNanoMax: bigint
  /** An invitation works this long. */
  readonly invitationMs: number
  /** After somebody proved who they are, sensitive actions need no new proof for this long. */
  readonly confirmationMs: number
  /** Whether strangers may make themselves an account. */
  readonly signUp: boolean
  /** Failed authentications of one address per minute before it has to wait. */
  readonly authFailuresPerMinute: number
  /** Calls of one session or management key; null: no limit. */
  readonly requestsPerMinute: number | null
  /** Calls of all sessions and management keys of one account. */
  readonly accountRequestsPerMinute: number | null
}

export const defaultControlSettings: ControlSettings = {
  setupLinkMs: 15 * 60_000,
  sessionMs: 7 * 86_400_000,
  keysPerAccountMax: 10_000,
  budgetsPerAccountMax: 10_000,
  creditNanoMax: 1_000_000n * 1_000_000_000n,
  invitationMs: 7 * 86_400_000,
  confirmationMs: 5 * 60_000,
  signUp: false,
  authFailuresPerMinute: 20,
  requestsPerMinute: 600,
  accountRequestsPerMinute: 3_000,
}

/** What the control plane asks about the books as a whole. */
export interface BooksDeps {
  /** How far they were checked, and what was found. */
  readonly ledgerState: () => Promise<LedgerJson>
  /** Issuer and key are added, and all of it is signed. */
  readonly signReceipt: (receipt: Omit<ReceiptJson, 'issuer' | 'public_key_id'>) => SignedReceiptJson
  readonly rotateReceiptKey: () => Promise<ReceiptKeyJson>
}

/** What the control plane asks about the routes that requests take now. */
export interface RoutingDeps {
  readonly healthOf: (offerId: string) => OfferHealth
  readonly speedOf: (offerId: string) => OfferSpeed
  readonly servable: (provider: ProviderId) => boolean
}

export interface ControlDeps {
  readonly clock: Clock
  readonly store: Store
  /** What accounts let this server keep, opened. */
  readonly responses: Pick<ResponseShelf, 'findTo'>
  /** The same store for what is no change worth an entry of the audit log: tries of codes, right and wrong. */
  readonly unaudited: Pick<Store, keyof ChallengeStore | 'useTotpStep' | 'useRecoveryCode' | 'usePasskey'>
  readonly idempotency: Idempotency
  readonly catalog: () => Catalog
  /** Prices were published, or offers changed: the catalog is read again. */
  readonly pricesChanged: () => Promise<void>
  readonly settings: ControlSettings
  readonly version: string
  /** Of the runtime: `v26.10.0`. */
  readonly nodeVersion: string
  readonly load: () => ServerLoad
  /** The server's public base, without a slash at the end: `http://localhost:3001`. Setup links and cookies follow it. */
  readonly publicUrl: string
  /** The keyed hash of a secret under the current pepper. */
  readonly hashSecret: (secret: string) => string
  readonly passwords: PasswordHasher
  /** The envelope-encrypted copy of a key's secret, bound to its row; null when the operator turned reveal off. */
  readonly sealSecret: ((secret: string, keyId: KeyId) => Uint8Array) | null
  /** Undoes `sealSecret`; undefined when the copy does not open. Null with it. */
  readonly openSecret: ((sealed: Uint8Array, keyId: KeyId) => string | undefined) | null
  /** Other services that say who somebody is, in the order of their buttons. */
  readonly oidc: readonly Oidc[]
  /** Secrets of authenticator apps at rest, each bound to its person. `open`: undefined when the copy does not open. */
  readonly totpSecrets: {
    readonly seal: (secret: Uint8Array, user: UserId) => Uint8Array
    readonly open: (sealed: Uint8Array, user: UserId) => Uint8Array | undefined
  }
  /** A key was changed or deleted: whatever is cached about it is stale from now on. */
  readonly keyChanged: (account: AccountId, key: KeyId) => void
  readonly providers: () => readonly ProviderJson[]
  /** Sends one small real request, with each credential; undefined when there is no such provider. Never rejects. */
  readonly testProvider: (id: string) => Promise<ProviderTestJson | undefined>
  readonly connections: Connections
  /** What a public price list says of our models; a text: what is wrong with it. Lists are large: away from the thread that serves requests. */
  readonly matchPriceList: (list: ListToMatch) => Promise<MatchedList | string>
  readonly verifier: Verifier
  readonly usageStreams: UsageStreams
  readonly billing: Billing
  readonly outbox: Outbox
  readonly recovery: RecoveryReport
  readonly startedMs: number
  readonly draining: () => boolean
  readonly books: BooksDeps
  readonly routing: RoutingDeps
}
