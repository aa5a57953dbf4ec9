// The memory store: the reference model of the ports, for tests and for trying things out. Forgets all when the process ends.
import type { TotpFactor } from '../../access/factor-store.ts'
import type { AccountId, KeyId, MemberId, UserId } from '../../contract/ids.ts'
import { chainStart } from '../../ledger/chain.ts'
import type { AuditStep } from '../../ledger/audit.ts'
import type { ReceiptKey } from '../../ledger/receipt-store.ts'
import type { Founding, Store } from '../store.ts'
import { memoryAdjustments } from './adjustments.ts'
import { auditedMemory, memoryAudit } from './audit.ts'
import { memoryBudgets } from './budgets.ts'
import { memoryChallenges } from './challenges.ts'
import { memoryFactors } from './factors.ts'
import { memoryConnections } from './connections.ts'
import { memoryIdempotency } from './idempotency.ts'
import { memoryKeptResponses } from './kept-responses.ts'
import { memoryKeyring } from './keyring.ts'
import { memoryKeys } from './keys.ts'
import { type LedgerRows, memoryLedger } from './ledger.ts'
import { memoryAlerts } from './alerts.ts'
import { memoryServerAlerts } from './server-alerts.ts'
import { memoryOffers } from './offers.ts'
import { memoryPayments } from './payments.ts'
import { memoryReceipts } from './receipts.ts'
import { memoryReversals } from './reversals.ts'
import { memoryManagementKeys } from './management-keys.ts'
import { type AccountNames, memoryMembers } from './members.ts'
import { memoryPrices } from './prices.ts'
import { memoryUsage } from './usage.ts'
import { dropSessions, memoryUsers } from './users.ts'
import { memoryVerifications } from './verifications.ts'
import { memoryVouchers } from './vouchers.ts'

/** A new, empty store. `backup` throws: there is nothing that lasts. */
export function openMemoryStore(): Store {
  const memberOf = (id: KeyId): MemberId | null => keys.rows.byId.get(id)?.key.memberId ?? null
  const usage = memoryUsage(memberOf)
  const accountExists = (id: AccountId): boolean => ledger.rows.accounts.has(id)
  const budgets = memoryBudgets({ accountExists, memberOf, openHolds: () => ledger.rows.holds.values() })
  const keys = memoryKeys(accountExists, budgets.rows)
  const ledger = memoryLedger(keys.rows, budgets.rows, usage.rows)
  const { rows: _budgetRows, ...budgetPort } = budgets
  const { rows: _keyRows, ...keyPort } = keys
  const { rows: _usageRows, ...usagePort } = usage
  const { rows: _ledgerRows, ...ledgerPort } = ledger
  const adjustments = memoryAdjustments(keys.rows, budgets.rows, ledger.rows, usage.rows)
  const receiptKeys: ReceiptKey[] = []
  const totp = new Map<UserId, TotpFactor>()
  let epoch = 0
  const { rows: idempotent, ...idempotencyPort } = memoryIdempotency(() => epoch)
  const managementKeys = memoryManagementKeys()
  const { endChallenges, ...challenges } = memoryChallenges()
  const users = memoryUsers((account, user) => roleOf(account, user), endChallenges)
  const endSessions = (user: UserId): void => void dropSessions(users.rows.sessions, user, null)
  const factors = memoryFactors(totp, { endSessions, endChallenges })
  const takeBack = (user: UserId): void => {
    endSessions(user)
    endChallenges(user)
    void factors.dropFactors(user, { identities: true })
  }
  const { roleOf, ...members } = memoryMembers({ ...users.rows, takeBack, identities: factors }, accountNames(ledgerPort, ledger.rows))
  const { rows: _userRows, ...userPort } = users
  const store: Store = {
    ...ledgerPort,
    ...keyPort,
    ...budgetPort,
    ...usagePort,
    ...adjustments,
    ...memoryReceipts(ledger.rows, receiptKeys),
    ...memoryKeyring(keys.rows, receiptKeys, totp),
    ...memoryReversals(ledger.rows, usage.rows, adjustments),
    ...managementKeys,
    ...userPort,
    ...members,
    ...challenges,
    ...factors,
    ...catalogPorts(),
    ...memoryKeptResponses(),
    ...memoryPayments(ledger.rows),
    ...memoryVouchers(ledgerPort),
    ...memoryAlerts(),
    ...memoryServerAlerts(),
    ...idempotencyPort,
    async settle(settlement) {
      const verdict = await ledgerPort.settle(settlement)
      if (verdict.ok && settlement.idempotent !== undefined) idempotent.end(settlement.idempotent)
      return verdict
    },
    async recover(nowMs) {
      const report = await ledgerPort.recover(nowMs)
      epoch = report.epoch
      return report
    },
    foundAccount: (founding) => found(store, founding),
    auditStep: () => stepOf(ledgerPort, ledger.rows.entries.length),
    ...memoryAudit(),
    audited: (note) => auditedMemory(store, note, idempotent.markDone),
    async backup() {
      throw new Error('the memory store keeps nothing that could be backed up: use the SQLite store')
    },
    async close() {},
  }
  return store
}

/** What is known of models and of who serves them. */
function catalogPorts() {
  return { ...memoryPrices(), ...memoryOffers(), ...memoryConnections(), ...memoryVerifications() }
}

function accountNames(ledger: Pick<Store, 'createAccount'>, { accounts }: LedgerRows): AccountNames {
  return {
    create: (account) => ledger.createAccount(account),
    nameOf: (id) => accounts.get(id)?.name,
    rename: (id, name) => {
      const row = accounts.get(id)
      if (row !== undefined) accounts.set(id, { ...row, name })
      return row !== undefined
    },
  }
}

async function found(store: Store, founding: Founding): Promise<void> {
  if ((await store.findManagementKeyByHash(founding.managementKeyHash)) !== undefined) throw new Error('that management key exists already')
  await store.createAccount(founding.account)
  await store.credit(founding.credit)
  await store.createKey(founding.key, founding.keyHash, founding.sealedSecret)
  await store.createManagementKey(founding.managementKey, founding.managementKeyHash)
  await store.createSetupLink(founding.setupLink, founding.setupLinkHash)
}

/** Nothing rests here, so nothing is chained: the place says how far it goes. */
async function stepOf(ledger: Pick<Store, 'verify'>, entries: number): Promise<AuditStep> {
  return { head: { ...chainStart, sequence: entries }, behind: 0, unsummed: 0, findings: await findingsOf(ledger) }
}

async function findingsOf(ledger: Pick<Store, 'verify'>): Promise<AuditStep['findings']> {
  return (await ledger.verify()).map(({ invariant, subject, expectedNano, foundNano }) => {
    return { check: invariant, sequence: null, subject, says: `expected ${expectedNano}, found ${foundNano}` }
  })
}
