// What the reference model remembers, and how its books read. Imports nothing of the product.
import type { Books, Movement, RestingRecord } from './books.ts'
import { type Budget, type Holding, type Reset, subjectText } from './model-budgets.ts'

export interface KeyState {
  account: string
  spent: bigint
  held: bigint
  budget: bigint | null
  reset: Reset
  models: Readonly<Record<string, bigint>>
  member: string | null
  disabled: boolean
  expiresAtMs: number | null
  deleted: boolean
}

export interface HoldState extends Holding {
  amount: bigint
  promptTokens: number
  mark: { prompt: number; completion: number; charge: bigint } | null
}

export interface State {
  accounts: Map<string, { balance: bigint; held: bigint }>
  keys: Map<string, KeyState>
  holds: Map<string, HoldState>
  budgets: Budget[]
  entries: Movement[]
  usage: Map<string, RestingRecord>
  /** What was begun under each Idempotency-Key; `answer` undefined: it is not ended. */
  begun: Map<string, { body: string; id: string; life: number; answer: string | undefined }>
  /** Whose request it was. */
  keyOfRequest: Map<string, string>
  /** How often the machine was started. */
  life: number
  /** Requests whose hold ended, as against those that were only recorded. */
  ended: Set<string>
}

export function emptyState(): State {
  const maps = { accounts: new Map(), keys: new Map(), holds: new Map(), usage: new Map(), begun: new Map(), keyOfRequest: new Map() }
  return { ...maps, budgets: [], entries: [], life: 1, ended: new Set() }
}

export function booksOf({ accounts, keys, holds, budgets, entries, usage, begun }: State): Books {
  return {
    accounts: Object.fromEntries([...accounts].map(([id, { balance, held }]) => [id, [balance, held]])),
    keys: Object.fromEntries(
      [...keys]
        .filter(([, key]) => !key.deleted)
        .map(([id, key]) => [id, [key.spent, key.held, key.budget, key.disabled, key.expiresAtMs, key.reset, key.member]]),
    ),
    holds: Object.fromEntries(
      [...holds].map(([id, { account, key, amount, mark }]) => [
        id,
        [account, key, amount, mark?.completion ?? null, mark?.charge ?? null],
      ]),
    ),
    budgets: Object.fromEntries(
      budgets.map((one) => [
        subjectText(one),
        [one.limit, one.reset, one.window?.start ?? null, one.window?.spent ?? null, one.window?.held ?? null],
      ]),
    ),
    windows: Object.fromEntries(
      [...budgets.map(({ window }) => window), ...[...holds.values()].flatMap(({ windows }) => windows)].flatMap((window) =>
        window === null || window.budget === null
          ? []
          : [[`${subjectText(window.budget)} ${window.start}`, [window.spent, window.held, window.open]]],
      ),
    ),
    entries,
    usage: Object.fromEntries(usage),
    begun: Object.fromEntries([...begun].map(([key, { body, id, answer }]) => [key, [body, id, answer ?? null]])),
  }
}
