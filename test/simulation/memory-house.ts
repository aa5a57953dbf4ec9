// The memory store under the same scheduler: commands wait, run in order, and answer when they are told to. It keeps nothing on a disk,
// so a crash takes the waiting commands and answers, and recovery ends what is open.
import { asId, type AccountId, type RequestId } from '../../src/contract/ids.ts'
import type { WindowSums } from '../../src/contract/budget.ts'
import { openMemoryStore } from '../../src/storage/memory/open.ts'
import type { Store } from '../../src/storage/store.ts'
import { put } from './asks.ts'
import type { Books, Movement, RestingRecord } from './books.ts'
import type { House, Outcome } from './house.ts'
import { type Subject, subjectText } from './model-budgets.ts'
import { reportText } from './sqlite-house.ts'
import { accounts } from './steps.ts'

export function openMemoryHouse(): House {
  const store = openMemoryStore()
  let queue: (() => Promise<void>)[] = []
  let answers: (() => void)[] = []

  async function commit(atMost: number): Promise<readonly Outcome[]> {
    const group = queue.splice(0, atMost)
    for (const run of group) await run()
    return group.map(() => 'done')
  }

  return {
    ask(ask) {
      if (ask.ask === 'mark') {
        queue.push(async () => void put(store, ask))
        return undefined
      }
      return new Promise((resolve) => {
        const run = async (): Promise<void> => {
          const text = (await put(store, ask)) as string
          answers.push(() => resolve(text))
        }
        // What is refused at the door is refused at once, as it is in front of a writer.
        if (ask.ask === 'junk') void put(store, ask)?.then(resolve)
        else queue.push(run)
      })
    },
    queued: () => queue.length,
    commit,
    undelivered: () => answers.length,
    deliver(atMost) {
      for (const answer of answers.splice(0, atMost)) answer()
    },
    checkpoint() {},
    retry: async () => [],
    trouble() {},
    async crash({ at, group }) {
      if (at === 'unacknowledged') await commit(group)
      queue = []
      answers = []
    },
    async breakRecovery(nowMs, when) {
      if (when === 'after_ending') await store.recover(nowMs)
    },
    async recover(nowMs) {
      return reportText(await store.recover(nowMs))
    },
    books: async (): Promise<Books> => {
      const keys: [string, Books['keys'][string]][] = []
      const budgets: [string, Books['budgets'][string]][] = []
      const usage: [string, RestingRecord][] = []
      const entries: Movement[] = []
      for (const account of accounts) {
        const id = asId<AccountId>(account)
        for (const key of await store.listKeys(id))
          keys.push([key.id, [key.spentNano, key.heldNano, key.budgetNano, key.disabled, key.expiresAtMs, key.budgetReset, key.memberId]])
        budgets.push(...(await budgetsOf(store, id)))
        for (const entry of await store.listEntries(id, 10_000)) {
          entries.unshift([entry.kind, entry.reference, entry.fromAccount, entry.toAccount, entry.amountNano])
        }
        for (const record of (await store.listUsage(id, {}, 1_000)).records) {
          const { costNano, holdNano, tokens, status, errorCode, providerCostNano, priceVersion, reversal } = record
          usage.push([
            record.requestId,
            [
              costNano,
              holdNano,
              tokens.prompt,
              tokens.completion,
              status,
              errorCode,
              providerCostNano,
              priceVersion,
              reversal?.amountNano ?? 0n,
            ],
          ])
        }
      }
      const balances = await store.listAccounts()
      return {
        accounts: Object.fromEntries(balances.map((one) => [one.accountId, [one.balanceNano, one.heldNano]])),
        keys: Object.fromEntries(keys),
        budgets: Object.fromEntries(budgets),
        windows: null,
        holds: null,
        entries,
        usage: Object.fromEntries(usage),
        begun: null,
      }
    },
    verify: async () => (await store.verify()).map((one) => `${one.invariant} of ${one.subject}`),
    async usage(account, id) {
      const record = await store.getUsage(asId<AccountId>(account), asId<RequestId>(id))
      return record === undefined ? undefined : [record.costNano, record.errorCode]
    },
    close() {},
  }
}

type BudgetRow = [string, Books['budgets'][string]]

async function budgetsOf(store: Store, account: AccountId): Promise<BudgetRow[]> {
  const row = (subject: Omit<Subject, 'account'>, limit: bigint, reset: string | null, window: WindowSums | null): BudgetRow => {
    const sums = window === null ? ([null, null, null] as const) : ([window.startMs, window.spentNano, window.heldNano] as const)
    return [subjectText({ account, ...subject }), [limit, reset, ...sums]]
  }
  const rows: BudgetRow[] = []
  for (const { memberId, model, limitNano, reset, window } of await store.listBudgets(account))
    rows.push(row({ key: null, member: memberId, model }, limitNano, reset, window))
  for (const { id, budgetNano, budgetReset, budgetWindow, modelBudgets, modelWindows } of await store.listKeys(account)) {
    if (budgetNano !== null && budgetReset !== null)
      rows.push(row({ key: id, member: null, model: null }, budgetNano, budgetReset, budgetWindow))
    for (const [at, { model, limitNano }] of modelBudgets.entries())
      rows.push(row({ key: id, member: null, model }, limitNano, budgetReset, modelWindows[at] ?? null))
  }
  return rows
}
