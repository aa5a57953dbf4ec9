// What corrections leave on the usage record of a charge and in the sums of its hour, in SQLite. The entry is made elsewhere; knows no rules.
import type { DatabaseSync } from 'node:sqlite'
import type { Nano } from '../../contract/money.ts'
import type { AdjustmentKind } from '../../ledger/adjustment-store.ts'
import type { UsageRows } from './engine/usage-rows.ts'
import type { UsageSums } from './engine/usage-sums.ts'

export type Corrections = ReturnType<typeof correctionWrites>

export function correctionWrites(db: DatabaseSync, usage: Pick<UsageRows, 'flush'>, sums: UsageSums) {
  const big = { readBigInts: true }
  const place = db.prepare('SELECT account_no, key_no, time_ms, model, provider, status FROM usage_records WHERE id = ?', big)
  const reversed = db.prepare('UPDATE usage_records SET reversed_nano = ?, reversed_for = ? WHERE id = ?')
  const adjusted = db.prepare('UPDATE usage_records SET adjusted_nano = adjusted_nano + ? WHERE id = ?')
  return {
    /** `reference` begins with the request's ID; `gainNano` is what the customer gains (below 0: loses). Without a record nothing is noted. */
    note(kind: AdjustmentKind, reference: string, gainNano: Nano, why: string): void {
      const id = reference.split(':', 1)[0] ?? ''
      // Its record may have been made in this very transaction, and wait.
      usage.flush()
      const row = place.get(id)
      if (row === undefined) return
      if (kind === 'reversal') reversed.run(gainNano, why, id)
      else adjusted.run(-gainNano, id)
      const where = {
        timeMs: Number(row['time_ms']),
        model: row['model'] as string | null,
        provider: row['provider'] as string | null,
        status: row['status'] as string,
      }
      sums.correct(Number(row['account_no']), Number(row['key_no']), where, -gainNano)
    },
  }
}
