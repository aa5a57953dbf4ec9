// Usage records of refused requests; many equal refusals of one key fold into one record with a count. Knows no money.
import type { UsageRecord } from '../contract/usage.ts'

export interface Refusals {
  /** Takes the record of one refused request; writes it, or counts it into a folded one. */
  take(record: UsageRecord, nowMs: number): void
  /** Writes the folded records whose minute is over. Call it every few seconds. */
  sweep(nowMs: number): void
  /** Writes every folded record that waits. */

  flush(): Promise<void>
}

interface Fold {
  sinceMs: number
  written: number
  folded: UsageRecord | undefined
}

const minuteMs = 60_000

/** `perMinute` refusals of a key with one code are written one by one; the rest of that minute become one record. `keysMax` bounds the memory. */
export function createRefusals(write: (record: UsageRecord) => Promise<void>, perMinute: number, keysMax: number): Refusals {
  const folds = new Map<string, Fold>()
  const close = (fold: Fold): Promise<void> => {
    const record = fold.folded
    fold.folded = undefined
    return record === undefined ? Promise.resolve() : write(record)
  }
  return {
    take(record, nowMs) {
      const name = `${record.keyId} ${record.errorCode}`
      let fold = folds.get(name)
      if (fold !== undefined && nowMs - fold.sinceMs >= minuteMs) {
        void close(fold)
        folds.delete(name)
        fold = undefined
      }
      if (fold === undefined) {
        if (folds.size >= keysMax) {
          const [oldest, waiting] = folds.entries().next().value as [string, Fold]
          void close(waiting)
          folds.delete(oldest)
        }
        fold = { sinceMs: nowMs, written: 0, folded: undefined }
        folds.set(name, fold)
      }
      if (fold.written < perMinute) {
        fold.written++
        void write(record)
      } else fold.folded = { ...record, count: (fold.folded?.count ?? 0) + 1 }
    },
    sweep(nowMs) {
      for (const [name, fold] of folds) {
        if (nowMs - fold.sinceMs < minuteMs) continue
        folds.delete(name)
        void close(fold)
      }
    },
    async flush() {
      await Promise.all([...folds.values()].map(close))
    },
  }
}
