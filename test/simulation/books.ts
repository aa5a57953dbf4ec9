// What rests in a store, as plain text values that two books can be compared by. Knows no store and no rules.

export interface Books {
  /** id -> [balance, held]. */
  readonly accounts: Readonly<Record<string, readonly [bigint, bigint]>>
  /** Living keys: id -> [spent, held, budget, disabled, expires, reset, member]. */
  readonly keys: Readonly<Record<string, readonly [bigint, bigint, bigint | null, boolean, number | null, string | null, string | null]>>
  /** Budgets kept per window: `account/key/member/model` -> [limit, reset, start of the latest window, spent and held in it]. */
  readonly budgets: Readonly<Record<string, readonly [bigint, string | null, number | null, bigint | null, bigint | null]>>
  /** Latest windows, and earlier ones with open holds: budget and start -> [spent, held, open holds]; null where a store does not show them. */
  readonly windows: Readonly<Record<string, readonly [bigint, bigint, number]>> | null
  /** Open holds: id -> [account, key, amount, tokens and charge of the watermark]; null where a store does not show them. */
  readonly holds: Readonly<Record<string, readonly [string, string, bigint, number | null, bigint | null]>> | null
  /** In the order in which they were written: [kind, reference, from, to, amount]. */
  readonly entries: readonly Movement[]
  readonly usage: Readonly<Record<string, RestingRecord>>
  /** Idempotency-Keys: key -> [body, request, kept answer; null while it runs]; null where a store does not show them. */
  readonly begun: Readonly<Record<string, readonly [string, string, string | null]>> | null
}

export type Movement = readonly [kind: string, reference: string, from: string, to: string, amount: bigint]
/** [cost, hold, prompt tokens, completion tokens, status, error code, provider cost, price version, taken back]. */
export type RestingRecord = readonly [bigint, bigint, number, number, string, string | null, bigint | null, string | null, bigint]

/** The first difference as a sentence; null when there is none. Entries written in one commit may stand in any order. */
export function differenceOf(expected: Books, found: Books): string | null {
  const holds = found.holds === null ? null : unequal('hold', expected.holds ?? {}, found.holds)
  // A store that shows no holds shows the movements of customers only.
  const shown = found.holds === null ? expected.entries.filter((one) => `${one[2]} ${one[3]}`.includes('customer:')) : expected.entries
  const byReference = (entries: readonly Movement[]): Rows =>
    Object.fromEntries(entries.map(([kind, reference, ...rest]) => [`${kind} ${reference}`, rest]))
  return (
    unequal('account', expected.accounts, found.accounts) ??
    unequal('key', expected.keys, found.keys) ??
    unequal('budget', expected.budgets, found.budgets) ??
    (found.windows === null ? null : unequal('window', expected.windows ?? {}, found.windows)) ??
    holds ??
    unequal('entry', byReference(shown), byReference(found.entries)) ??
    unequal('usage record', expected.usage, found.usage) ??
    (found.begun === null ? null : unequal('Idempotency-Key', expected.begun ?? {}, found.begun))
  )
}

type Rows = Readonly<Record<string, readonly unknown[]>>

function unequal(what: string, expected: Rows, found: Rows): string | null {
  for (const id of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const should = textOf(expected[id])
    const is = textOf(found[id])
    if (should !== is) return `${what} ${id}: expected ${should}, found ${is}`
  }
  return null
}

function textOf(row: readonly unknown[] | undefined): string {
  return row === undefined ? 'none' : `[${row.map(String).join(', ')}]`
}
