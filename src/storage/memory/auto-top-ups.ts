// Saved cards and automatic top-ups in memory: the reference model. Forgets all when the process ends.
import type { AccountId } from '../../contract/ids.ts'
import type { AutoTopUp, AutoTopUpStore } from '../../ledger/auto-top-up-store.ts'
import type { NewOrder } from '../../ledger/payment-store.ts'
import type { LedgerRows } from './ledger.ts'

interface Around extends Pick<LedgerRows, 'accounts'> {
  /** IDs of what the payment provider told. */
  readonly events: Set<string>
  readonly createOrder: (order: NewOrder) => Promise<void>
  /** An open order that nobody will pay by himself. */
  readonly failOrder: (id: string) => void
}

interface MemoryAutoTopUps extends AutoTopUpStore {
  /** With a payment event; false when the rule was off. */
  readonly endTopUps: (account: AccountId, failure: string, atMs: number) => boolean
}

export function memoryAutoTopUps({ accounts, events, createOrder, failOrder }: Around): MemoryAutoTopUps {
  const rules = new Map<AccountId, AutoTopUp>()
  const cardTimes = new Map<AccountId, number>()
  const empty = (accountId: AccountId): AutoTopUp => {
    const nothing = { card: null, enabled: false, belowNano: 0n, amountCents: 0, orderId: null, nextTryMs: 0 }
    return { accountId, ...nothing, failure: null, failedAtMs: null }
  }
  const change = (rule: AutoTopUp, to: Partial<AutoTopUp>): void => void rules.set(rule.accountId, { ...rule, ...to })
  const isBelow = ({ accountId, belowNano }: AutoTopUp): boolean => (accounts.get(accountId)?.balanceNano ?? 0n) < belowNano
  const isSuspended = ({ accountId }: AutoTopUp): boolean => accounts.get(accountId)?.suspended ?? true
  const isDue = (rule: AutoTopUp, nowMs: number): boolean =>
    rule.orderId === null ? rule.enabled && isBelow(rule) : rule.nextTryMs <= nowMs
  return {
    getAutoTopUp: async (account) => rules.get(account),
    async saveCard(account, card, { eventId, atMs }) {
      if (events.has(eventId)) return false
      events.add(eventId)
      if (atMs < (cardTimes.get(account) ?? 0)) return false
      cardTimes.set(account, atMs)
      change(rules.get(account) ?? empty(account), { card })
      return true
    },
    async removeCard(account) {
      const rule = rules.get(account)
      if (rule === undefined || rule.card === null) return false
      change(rule, { card: null, enabled: false })
      return true
    },
    async setAutoTopUp(account, to) {
      const rule = rules.get(account)
      if (rule === undefined || (to.enabled && rule.card === null)) return false
      change(rule, { ...to, ...(to.enabled && { failure: null, failedAtMs: null }) })
      return true
    },
    async dueAutoTopUps(nowMs) {
      const due = [...rules.values()].filter((rule) => isDue(rule, nowMs) && !isSuspended(rule))
      return due.sort((a, b) => (a.accountId < b.accountId ? -1 : 1)).slice(0, 100)
    },
    async beginAutoTopUp(order) {
      const rule = rules.get(order.accountId)
      if (rule === undefined || !rule.enabled || rule.orderId !== null || !isBelow(rule) || isSuspended(rule)) return false
      change(rule, { orderId: order.id, nextTryMs: 0 })
      await createOrder(order)
      return true
    },
    async endAutoTopUp(account, orderId, end) {
      const rule = rules.get(account)
      if (rule?.orderId !== orderId) return
      if (end.result === 'paid') return change(rule, { orderId: null })
      if (end.result === 'later') return change(rule, { nextTryMs: end.nextTryMs })
      change(rule, { orderId: null, ...(end.result === 'failed' && { enabled: false, failure: end.failure, failedAtMs: end.atMs }) })
      failOrder(orderId)
    },
    endTopUps(account, failure, atMs) {
      const rule = rules.get(account)
      if (rule?.enabled !== true) return false
      change(rule, { enabled: false, failure, failedAtMs: atMs })
      return true
    },
  }
}
