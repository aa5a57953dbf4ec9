// The continuous check of the books beside a serving process: step by step, with pauses. Says what it finds and repairs nothing.
import type { Clock } from './base/clock.ts'
import type { LedgerJson } from './contract/ledger-api.ts'
import type { Log } from './gateway/deps.ts'
import type { BookFinding, AuditStep, AuditStore } from './ledger/audit.ts'
import { chainStart } from './ledger/chain.ts'

/** Between two looks: the sums of all entries against balances, holds and spend, at whatever load. */
const lookMs = 1_000
/** Between two steps while there is something to catch up with and nothing else to do. */
const catchUpMs = 100
/** Entries of the chain in one step; they take the reader about 10 ms, and whoever waits for a page waits no longer than that. */
const chainedPerStep = 1_000
/** The same while many come: what a request costs is not to grow by a check that can as well be made a minute later. */
const chainedPerBusyStep = 250
/** Entries a second from which on there are many. */
const busyPerSecond = 500
/** The whole chain is replayed from its first entry this often, so that a change far back is found as well. */
const anewMs = 24 * 3_600_000
const anchorMs = 3_600_000

export interface Audit {
  /** Where it stands, for people and for /metrics. */
  state(): AuditStep
  close(): Promise<void>
}

export interface AuditParts {
  readonly store: AuditStore
  readonly clock: Clock
  readonly log: Log
  /** Each finding once. */
  readonly onFinding: (finding: BookFinding) => void
}

/** What came between two steps, and what is left to do. */
interface Progress extends Pick<AuditStep, 'behind' | 'unsummed'> {
  readonly arrived: number
  readonly withinMs: number
}

/** How large the next step is, and how long it waits. The chain falls behind under load, the sums never do. */
export function nextStep({ arrived, withinMs, behind, unsummed }: Progress): { readonly entriesMax: number; readonly pauseMs: number } {
  const busy = arrived * 1_000 > busyPerSecond * withinMs
  const waits = unsummed > 0 || (behind > 0 && !busy)
  return { entriesMax: busy ? chainedPerBusyStep : chainedPerStep, pauseMs: waits ? catchUpMs : lookMs }
}

export function startAudit({ store, clock, log, onFinding }: AuditParts): Audit {
  let state: AuditStep = { head: chainStart, behind: 0, unsummed: 0, findings: [] }
  let next = { entriesMax: chainedPerStep, pauseMs: lookMs }
  let begun = clock.elapsed()
  let looked: { readonly atMs: number; readonly newest: number } | undefined
  let anchored = { atMs: Number.NEGATIVE_INFINITY, sequence: 0 }
  let timer: NodeJS.Timeout | undefined
  let closing = false

  async function step(): Promise<void> {
    const anew = clock.elapsed() - begun >= anewMs
    if (anew) begun = clock.elapsed()
    const told = state.findings.length
    state = await store.auditStep(next.entriesMax, anew)
    plan(clock.elapsed(), state.head.sequence + state.behind)
    for (const finding of state.findings.slice(told)) onFinding(finding)
    sayAnchor()
  }

  function plan(atMs: number, newest: number): void {
    // What was there before the first look did not come just now.
    const before = looked ?? { atMs: atMs - lookMs, newest }
    next = nextStep({ ...state, arrived: newest - before.newest, withinMs: atMs - before.atMs })
    looked = { atMs, newest }
  }

  /** The log goes to another place than the data: an anchor in it shows later whether the end of the chain was cut off. */
  function sayAnchor(): void {
    const { head, behind } = state
    if (behind > 0 || head.sequence === anchored.sequence || clock.elapsed() - anchored.atMs < anchorMs) return
    anchored = { atMs: clock.elapsed(), sequence: head.sequence }
    log.info({ anchor: `${head.sequence}:${head.hash}` }, 'the ledger was replayed up to this anchor')
  }

  let running: Promise<void> = Promise.resolve()
  function look(): void {
    running = step()
      .catch((error: unknown) => log.warn({ error }, 'the books could not be checked; the next look tries again'))
      .then(() => {
        if (!closing) timer = setTimeout(look, next.pauseMs)
        timer?.unref()
      })
  }
  look()
  return {
    state: () => state,
    async close() {
      closing = true
      clearTimeout(timer)
      await running
    },
  }
}

/** The public form of what the check found. */
export function ledgerJson({ head, behind, findings }: AuditStep): LedgerJson {
  return {
    entries: head.sequence,
    behind,
    anchor: `${head.sequence}:${head.hash}`,
    unreconciled: findings.length,
    findings: findings.map(({ check, sequence, subject, says }) => ({ check, sequence, subject, says })),
  }
}

/** The check from the first entry to the last, for a command over a stopped server. */
export async function wholeAudit(store: AuditStore): Promise<LedgerJson> {
  for (let anew = true; ; anew = false) {
    const step = await store.auditStep(10_000, anew)
    if (step.behind <= 0) return ledgerJson(step)
  }
}
