// All ports of the pure floor as one object, plus opening and closing. Each storage folder implements it; nobody else does.
import type { AuditNote } from '../access/audit.ts'
import type { AuditLogStore } from '../access/audit-log-store.ts'
import type { ChallengeStore } from '../access/challenge-store.ts'
import type { FactorStore } from '../access/factor-store.ts'
import type { MemberStore, SetupLink } from '../access/member-store.ts'
import type { UserStore } from '../access/user-store.ts'
import type { OfferSettingStore } from '../catalog/offer-setting-store.ts'
import type { ConnectionStore } from '../catalog/connection-store.ts'
import type { PriceStore } from '../catalog/price-store.ts'
import type { VerificationStore } from '../catalog/verification-store.ts'
import type { AccountId } from '../contract/ids.ts'
import type { ManagementKey, ManagementKeyStore } from '../keys/management-key-store.ts'
import type { Key } from '../keys/key.ts'
import type { KeyStore } from '../keys/key-store.ts'
import type { KeyringStore } from '../keys/keyring-store.ts'
import type { AdjustmentStore } from '../ledger/adjustment-store.ts'
import type { BudgetStore } from '../ledger/budget-store.ts'
import type { AuditStore } from '../ledger/audit.ts'
import type { AlertStore } from '../ledger/alert-store.ts'
import type { ServerAlertStore } from '../ledger/server-alert-store.ts'
import type { IdempotencyStore } from '../ledger/idempotency-store.ts'
import type { KeptResponseStore } from '../ledger/kept-response-store.ts'
import type { Credit, LedgerStore } from '../ledger/ledger-store.ts'
import type { UsageStatisticsStore } from '../ledger/usage-statistics.ts'
import type { ProviderCostStore } from '../ledger/provider-cost-store.ts'
import type { AutoTopUpStore } from '../ledger/auto-top-up-store.ts'
import type { PaymentStore } from '../ledger/payment-store.ts'
import type { ReceiptStore } from '../ledger/receipt-store.ts'
import type { UsageStore } from '../ledger/usage-store.ts'
import type { VoucherStore } from '../ledger/voucher-store.ts'

/** Everything that a new data folder begins with. */
export interface Founding {
  readonly account: { readonly id: AccountId; readonly name: string; readonly atMs: number }
  readonly credit: Credit
  readonly key: Key
  readonly keyHash: string
  readonly sealedSecret: Uint8Array | null
  readonly managementKey: ManagementKey
  readonly managementKeyHash: string
  readonly setupLink: SetupLink
  readonly setupLinkHash: string
}

/** People: who they are, how they sign in, what they belong to, what they did. */
export interface PeopleStore extends UserStore, MemberStore, ChallengeStore, FactorStore, AuditLogStore {}

export interface Store
  extends LedgerStore,
    AdjustmentStore,
    BudgetStore,
    AuditStore,
    ReceiptStore,
    KeyringStore,
    UsageStore,
    UsageStatisticsStore,
    ProviderCostStore,
    KeyStore,
    ManagementKeyStore,
    PeopleStore,
    PriceStore,
    OfferSettingStore,
    ConnectionStore,
    VerificationStore,
    PaymentStore,
    AutoTopUpStore,
    VoucherStore,
    IdempotencyStore,
    KeptResponseStore,
    AlertStore,
    ServerAlertStore {
  /** Account, credit, key, management key and setup link in one transaction: all of them are there, or none. */
  foundAccount(founding: Founding): Promise<void>
  /**
   * The same store, but the first write that changes something also appends the note's draft to the audit log, in the same transaction.
   * The note says whether that happened.
   */
  audited(note: AuditNote): Store
  /** A consistent copy of all data into one file, while serving. Fails when the file exists. */
  backup(file: string): Promise<void>
  /** Waits for everything queued, then closes. Nothing may be called afterwards. */
  close(): Promise<void>
}
