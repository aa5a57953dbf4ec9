// Usage records on their way into their table, and whether a request has one. Knows no rules of money.
import type { DatabaseSync } from 'node:sqlite'
import { type HoldEnd, usageAt, usageColumns, type UsageRow } from '../usage.ts'
import { openRowInserts, type RowColumn } from './row-inserts.ts'

/** What a record of a request that went well has in these columns. Each one bound costs 40 to 90 ns. */
const usual: Readonly<Record<string, string | number | null>> = {
  endpoint: 'chat.completions',
  status: 'success',
  error_code: null,
  cached_tokens: 0,
  cache_write_tokens: 0,
  reasoning_tokens: 0,
  estimated: 0,
  stopped_by: null,
  user: null,
  count: 1,
  token_details: null,
  hold_end: 'settled',
}

export type UsageRows = ReturnType<typeof openUsageRows>

export function openUsageRows(db: DatabaseSync) {
  const columns = [...usageColumns, 'hold_end'].map((name): RowColumn => ({ name, usual: usual[name] }))
  const rows = openRowInserts(db, 'usage_records', columns)
  const ended = db.prepare('SELECT hold_end FROM usage_records WHERE id = ?')
  const newest = db.prepare('SELECT max(id) AS id FROM usage_records')
  /** No record has a greater ID. IDs begin with their time, so nearly every new request has one: known without a look into the table. */
  let greatest: string | undefined

  function found(id: string): Record<string, unknown> | undefined {
    if (greatest === undefined) {
      rows.flush()
      greatest = (newest.get()?.['id'] as string | null) ?? ''
    }
    if (id > greatest) return undefined
    rows.flush()
    return ended.get(id)
  }

  return {
    /** `row` has public IDs; the numbers go into the table in their place. An ID that has a record already throws with the flush. */
    add(row: UsageRow, accountNo: number, keyNo: number, holdEnd: HoldEnd | null): void {
      const id = row[usageAt.id] as string
      if (greatest !== undefined && id > greatest) greatest = id
      const values = row.slice()
      values.push(holdEnd)
      values[usageAt.account] = accountNo
      values[usageAt.key] = keyNo
      rows.add(values)
    },
    /** Whether a request has a usage record, and whether that record ended a hold. */
    find(id: string): 'none' | 'recorded' | 'ended' {
      const row = found(id)
      if (row === undefined) return 'none'
      return row['hold_end'] === null ? 'recorded' : 'ended'
    },
    flush: () => rows.flush(),
    forget: () => rows.forget(),
  }
}
