// What corrections leave on the usage record of a charge, in memory. The entry is made elsewhere; knows no rules.
import type { Adjustment } from '../../ledger/adjustment-store.ts'
import type { UsageRows } from './usage.ts'

/** The record says what became of its charge; without a record nothing is noted. */
export function noteCorrection(usage: UsageRows, correction: Pick<Adjustment, 'kind' | 'reference' | 'amountNano' | 'note'>): void {
  const { kind, reference, amountNano, note } = correction
  const record = usage.get(reference.split(':', 1)[0] ?? '')
  if (record === undefined) return
  usage.replace(
    kind === 'reversal'
      ? { ...record, reversal: { amountNano, reason: note } }
      : { ...record, adjustedNano: (record.adjustedNano ?? 0n) - amountNano },
  )
}
