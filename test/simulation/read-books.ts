// What rests in a SQLite file, read with statements of our own: a mistake in the product's look-ups must not hide one in its writes.
import type { DatabaseSync } from 'node:sqlite'
import type { Books, Movement, RestingRecord } from './books.ts'

/** Prepares the statements once; each call reads all tables. */
export function booksReader(db: DatabaseSync): () => Books {
  const prepared = (sql: string) => db.prepare(sql, { readBigInts: true })
  const accounts = prepared('SELECT id, balance_nano b, held_nano h FROM accounts')
  const keys = prepared(
    'SELECT id, spent_nano s, held_nano h, budget_nano b, disabled d, expires_at_ms e, budget_reset r, member_id m FROM keys WHERE deleted = 0',
  )
  const holds = prepared(
    'SELECT h.id, a.id a, k.id k, amount_nano n, mark_completion_tokens t, mark_charge_nano c FROM holds h JOIN accounts a ON a.no = h.account_no JOIN keys k ON k.no = h.key_no',
  )
  const entries = prepared(
    `SELECT kind, reference, f.name f, t.name t, amount_nano n
     FROM entries JOIN parties f ON f.no = from_no JOIN parties t ON t.no = to_no ORDER BY sequence`,
  )
  const subject = "a.id || '/' || coalesce(k.id, '-') || '/' || coalesce(b.member_id, '-') || '/' || coalesce(b.model, '*')"
  const owners = 'JOIN accounts a ON a.no = b.account_no LEFT JOIN keys k ON k.no = b.key_no'
  const budgets = prepared(
    `SELECT ${subject} id, limit_nano l, reset r, start_ms t, w.spent_nano s, w.held_nano h
     FROM budgets b ${owners} LEFT JOIN budget_windows w ON w.no = b.window_no`,
  )
  const windows = prepared(
    `SELECT ${subject} || ' ' || start_ms id, w.spent_nano s, w.held_nano h, open_holds o FROM budget_windows w JOIN budgets b ON b.no = w.budget_no ${owners}`,
  )
  const usage = prepared(
    `SELECT id, cost_nano c, hold_nano h, prompt_tokens p, completion_tokens o, status s, error_code e, provider_cost_nano pc, price_version v, reversed_nano rv
     FROM usage_records`,
  )
  const begun = prepared('SELECT id, fingerprint f, request_id r, CAST(sealed AS TEXT) s FROM idempotent_requests')
  return () => ({
    accounts: byId(accounts.all(), (row) => [big(row['b']), big(row['h'])]),
    keys: byId(keys.all(), (row) => [
      big(row['s']),
      big(row['h']),
      bigOrNull(row['b']),
      row['d'] === 1n,
      wholeOrNull(row['e']),
      textOrNull(row['r']),
      textOrNull(row['m']),
    ]),
    holds: byId(holds.all(), (row) => [text(row['a']), text(row['k']), big(row['n']), wholeOrNull(row['t']), row['c'] as bigint | null]),
    budgets: byId(budgets.all(), (row) => [
      big(row['l']),
      textOrNull(row['r']),
      wholeOrNull(row['t']),
      bigOrNull(row['s']),
      bigOrNull(row['h']),
    ]),
    windows: byId(windows.all(), (row) => [big(row['s']), big(row['h']), Number(row['o'])]),
    entries: entries
      .all()
      .map((row): Movement => [text(row['kind']), text(row['reference']), text(row['f']), text(row['t']), big(row['n'])]),
    usage: byId(usage.all(), (row): RestingRecord => {
      const tokens = [Number(row['p']), Number(row['o'])] as const
      return [
        big(row['c']),
        big(row['h']),
        ...tokens,
        text(row['s']),
        textOrNull(row['e']),
        row['pc'] as bigint | null,
        textOrNull(row['v']),
        big(row['rv']),
      ]
    }),
    begun: byId(begun.all(), (row) => [text(row['f']), text(row['r']), textOrNull(row['s'])]),
  })
}

type SqlRow = Record<string, unknown>

function byId<T>(rows: readonly SqlRow[], read: (row: SqlRow) => T): Record<string, T> {
  return Object.fromEntries(rows.map((row) => [row['id'] as string, read(row)]))
}

const big = (value: unknown): bigint => value as bigint
const bigOrNull = (value: unknown): bigint | null => value as bigint | null
const text = (value: unknown): string => value as string
const textOrNull = (value: unknown): string | null => value as string | null
const wholeOrNull = (value: unknown): number | null => (value === null ? null : Number(value))
