// The ledger's commands on their way to the writer, and its verdicts back: what a request crosses twice. Knows no SQL.
import { systemClock } from '../../../base/clock.ts'
import { assertAmount, assertRecord, assertReservation } from '../../../ledger/amounts.ts'
import type { BudgetStore } from '../../../ledger/budget-store.ts'
import type { ExtendVerdict, LedgerStore, RecoveryReport, ReserveVerdict, SettleVerdict } from '../../../ledger/ledger-store.ts'
import { StoreUnavailable } from '../../../ledger/store-unavailable.ts'
import { settlementWithOwnBytes } from './own-bytes.ts'
import { pushExtend, pushMark, pushRecord, pushReserve, pushSettle } from './protocol.ts'
import type { ReaderClient } from './reader-client.ts'
import type { WriterClient } from './writer-client.ts'

/** The port over a writer and a reader, wherever those run; exported for the simulation, which runs both on one thread. */
export function ledgerPort(writer: WriterClient, reader: ReaderClient, queueMax: number): LedgerStore {
  const saturated = (): boolean => failureOf(writer, reader) !== null || writer.waiting() > 0 || writer.unanswered() >= queueMax

  /** Why nothing new can be admitted, as an error; undefined when it can. */
  function stop(): StoreUnavailable | undefined {
    if (!saturated()) return undefined
    return new StoreUnavailable(failureOf(writer, reader) ?? 'the writer has more to do than it may queue')
  }

  return {
    saturated,
    createAccount: (account) => writer.call('createAccount', account),
    listAccounts: (page) => reader.call('listAccounts', page),
    getBalance: (account) => reader.call('getBalance', account),
    suspendAccount: (account, suspended) => writer.call('suspendAccount', account, suspended),
    async credit(credit) {
      assertAmount(credit.amountNano, 'credit')
      return writer.call('credit', credit)
    },
    listEntries: (account, limit, before) => reader.call('listEntries', account, limit, before),

    reserve(reservation) {
      return promised(() => {
        assertReservation(reservation)
        const stopped = stop()
        if (stopped !== undefined) throw stopped
        return writer.ask((to, sequence) => pushReserve(to, sequence, reservation), readReserve)
      })
    },
    async extend(id, addNano, atMs) {
      assertAmount(addNano, 'extension')
      const stopped = stop()
      if (stopped !== undefined) throw stopped
      return writer.ask((to, sequence) => pushExtend(to, sequence, { id, addNano, atMs }), readExtend)
    },
    mark(watermark) {
      assertAmount(watermark.chargeNano, 'watermark')
      // Under pressure the watermark is the first thing to go: it only bounds what the operator loses in a crash.
      if (!saturated()) writer.tell((to) => pushMark(to, watermark))
    },
    settle(settlement) {
      return promised(() => {
        assertRecord(settlement.record)
        assertAmount(settlement.overrunNano, 'overrun')
        const apart = settlementWithOwnBytes(settlement)
        return writer.askPatiently((to, sequence) => pushSettle(to, sequence, apart), readSettle)
      })
    },
    async record(record) {
      assertRecord(record)
      return writer.askPatiently((to, sequence) => pushRecord(to, sequence, record), nothing)
    },
    reverse: (reversal) => writer.call('reverse', reversal),
    recover: (nowMs) => recover(nowMs, writer, reader),
    verify: () => reader.call('verify'),
  }
}

/** What it throws becomes a rejection; an async function would add a promise and three turns to every request. */
function promised<T>(work: () => Promise<T>): Promise<T> {
  try {
    return work()
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)))
  }
}

function readReserve(ending: string, values: readonly unknown[], at: number): ReserveVerdict {
  const [first, availableNano] = [values[at], values[at + 1]]
  if (ending !== 'ok') return readRefusal(ending, first, availableNano) as ReserveVerdict
  return { ok: true, amountNano: first, availableNano, balanceNano: values[at + 2], budgetNano: values[at + 3] } as ReserveVerdict
}

function readExtend(ending: string, values: readonly unknown[], at: number): ExtendVerdict {
  const [first, availableNano] = [values[at], values[at + 1]]
  return (ending === 'ok' ? { ok: true, amountNano: first, availableNano } : readRefusal(ending, first, availableNano)) as ExtendVerdict
}

function readRefusal(reason: string, budget: unknown, availableNano: unknown): object {
  return budget === null ? { ok: false, reason, availableNano } : { ok: false, reason, budget, availableNano }
}

function readSettle(ending: string): SettleVerdict {
  return (ending === 'ok' ? { ok: true } : { ok: false, reason: ending }) as SettleVerdict
}

function nothing(): void {}

/** Holds ended in one transaction while recovering. Nobody waits for the writer before the server listens, and each commit costs a sync. */
const recoveredPerCommit = 1_024

async function recover(nowMs: number, writer: WriterClient, reader: ReaderClient): Promise<RecoveryReport> {
  const clock = systemClock()
  const started = clock.elapsed()
  const epoch = await writer.call('startEpoch', nowMs)
  const total = { settled: 0, voided: 0, chargedNano: 0n }
  const touched = new Set<string>()
  for (;;) {
    const done = await writer.call('recoverHolds', epoch, recoveredPerCommit)
    if (done.ended === 0) break
    total.settled += done.settled
    total.voided += done.ended - done.settled
    total.chargedNano += done.chargedNano
    for (const account of done.accounts) touched.add(account)
  }
  const mismatches = touched.size === 0 ? [] : await reader.call('verify')
  const first = mismatches[0]
  if (first !== undefined) writer.stop(`the books do not balance: ${first.invariant} of ${first.subject}; nothing is admitted`)
  return { epoch, ...total, durationMs: clock.elapsed() - started, mismatches }
}

/** As `ledgerPort`. */
export function budgetPort(writer: WriterClient, reader: ReaderClient): BudgetStore {
  return {
    setBudget: (budget) => writer.call('setBudget', budget),
    listBudgets: (account) => reader.call('listBudgets', account),
    deleteBudget: (account, id) => writer.call('deleteBudget', account, id),
  }
}

/** Why nothing is admitted any more, from whichever thread knows; null while all is well. */
export function failureOf(writer: WriterClient, ...readers: readonly ReaderClient[]): string | null {
  return writer.failure() ?? readers.map((reader) => reader.failure()).find((failure) => failure !== null) ?? null
}
