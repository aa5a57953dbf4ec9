// Which figures a serving process shows, from the parts that know them. Counts nothing itself.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Config } from './config.ts'
import type { ServerLoad } from './contract/control-api.ts'
import type { LedgerJson } from './contract/ledger-api.ts'
import { formatUsd } from './contract/money.ts'
import { type MetricsSource, startMetricsServer } from './http/metrics-server.ts'
import type { AuditStep } from './ledger/audit.ts'
import type { LedgerStore } from './ledger/ledger-store.ts'
import { openAlarms } from './main-alarms.ts'
import { ledgerJson, startAudit } from './main-audit.ts'
import type { Surroundings } from './main-house.ts'
import type { LearnedBound } from './pricing/learned-bound.ts'
import type { SqliteStore } from './storage/sqlite/open.ts'
import { type MeteredLedger, meterLedger } from './telemetry/meter-ledger.ts'
import { createMetrics, type Metrics } from './telemetry/metrics.ts'

/** What is counted and checked beside a serving process, and where it is shown. */
export interface Figures {
  /** The ledger that the gateway uses: the store's, counted. */
  readonly ledger: LedgerStore
  readonly learned: (bound: LearnedBound) => LearnedBound
  readonly source: MetricsSource
  readonly ledgerState: () => Promise<LedgerJson>
  /** For people; the gauges say the same to machines. */
  readonly load: () => ServerLoad
  /** Adds what only a listening server knows, and opens the port of its own when there is one. */
  show(running: Running): Promise<void>
  close(): Promise<void>
}

interface Running {
  readonly streams: () => number
  readonly answers: () => number
}

const nothingRuns: Running = { streams: () => 0, answers: () => 0 }

export function openFigures(store: SqliteStore, values: Config['values'], { clock, log }: Pick<Surroundings, 'clock' | 'log'>): Figures {
  const metrics = createMetrics()
  const metered = meterLedger(store, metrics)
  const audit = startAudit({ store, clock, log, onFinding: openAlarms(store, { clock, log }).booksWrong })
  const source = { text: metrics.text, token: values.metricsToken }
  const startedMs = clock.now()
  const opened: (() => void | Promise<void>)[] = [() => audit.close()]
  let running = nothingRuns
  return {
    ledger: metered.ledger,
    learned: (bound) => meterBound(bound, metrics),
    source,
    ledgerState: async () => ledgerJson(audit.state()),
    load: () => loadOf(store, { ...running, holds: metered.openHolds, queueMax: values.writerQueueMax }),
    async show(listening) {
      running = listening
      opened.push(addGauges(metrics, { store, metered, audit: audit.state, ...listening, startedMs }))
      if (values.metricsPort === 0) return
      const server = await startMetricsServer({ host: values.metricsHost, port: values.metricsPort }, source)
      opened.push(() => server.close())
    },
    async close() {
      for (const close of opened.splice(0).reverse()) await close()
    },
  }
}

interface Loaded extends Running {
  readonly holds: () => number
  readonly queueMax: number
}

/** A server that does not serve. */
export const atRest = (queueMax: number): Loaded => ({ ...nothingRuns, holds: () => 0, queueMax })

export function loadOf(store: Pick<SqliteStore, 'load'>, now: Loaded): ServerLoad {
  const { queued, retrying } = store.load()
  return {
    answers_open: now.answers(),
    streams_open: now.streams(),
    holds_open: now.holds(),
    writer_queue: queued,
    writer_queue_max: now.queueMax,
    settlements_retrying: retrying,
    memory_bytes: process.memoryUsage.rss(),
  }
}

interface Measured {
  readonly store: Pick<SqliteStore, 'load' | 'failure'>
  readonly metered: MeteredLedger
  readonly audit: () => AuditStep
  readonly streams: () => number
  readonly answers: () => number
  readonly startedMs: number
}

/** Gauges over the running parts. Returns what ends the measuring. */
function addGauges(metrics: Metrics, measured: Measured): () => void {
  const { store, metered, audit, streams, answers, startedMs } = measured
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  metrics.gauge(
    'nexorouter_ledger_unreconciled',
    'Things in the books that do not follow from the entries; 0 while all is well.',
    () => audit().findings.length,
  )
  metrics.gauge('nexorouter_ledger_entries', 'Entries whose hash the continuous check has followed.', () => audit().head.sequence)
  metrics.gauge('nexorouter_ledger_entries_behind', 'Entries whose hash it has not followed yet.', () => audit().behind)
  metrics.gauge('nexorouter_ledger_entries_unsummed', 'Entries not yet compared with balances, holds and spend.', () => audit().unsummed)
  metrics.gauge('nexorouter_holds_open', 'Requests that hold money now.', () => metered.openHolds())
  metrics.gauge('nexorouter_writer_queue', 'Commands of the store without an answer.', () => store.load().queued)
  metrics.gauge('nexorouter_writer_retrying', 'Settlements that the disk refused so far.', () => store.load().retrying)
  metrics.gauge('nexorouter_store_up', '1 while the store admits, 0 after it stopped.', () => (store.failure() === null ? 1 : 0))
  metrics.gauge('nexorouter_streams_open', 'Streams that run now.', streams)
  metrics.gauge('nexorouter_answers_open', 'Answers that have not ended, streams included.', answers)
  metrics.gauge('nexorouter_event_loop_delay_p99_seconds', 'Since the figures were last read.', () => {
    const seconds = delay.percentile(99) / 1e9
    delay.reset()
    return Number.isFinite(seconds) ? seconds : 0
  })
  metrics.gauge('process_resident_memory_bytes', 'Memory of the process.', () => process.memoryUsage.rss())
  metrics.gauge('process_start_time_seconds', 'When the process started, seconds since 1970.', () => startedMs / 1_000)
  const cpu = metrics.counter('process_cpu_seconds_total', 'CPU time of the process.', [], () => {
    const { user, system } = process.cpuUsage()
    return String((user + system) / 1e6)
  })
  cpu.add(0)
  return () => delay.disable()
}

/** The learned bound, with what it was wrong by counted on the way. */
function meterBound(learned: LearnedBound, metrics: Metrics): LearnedBound {
  const times = metrics.counter('nexorouter_clamped_total', 'Charges that stopped at their hold.')
  const worth = metrics.counter('nexorouter_clamped_usd_total', 'What those answers were worth beyond it.', [], (value) =>
    formatUsd(BigInt(value)),
  )
  return {
    ...learned,
    clamped(account, clampedNano, nowMs) {
      times.add(1)
      worth.add(clampedNano)
      learned.clamped(account, clampedNano, nowMs)
    },
  }
}
