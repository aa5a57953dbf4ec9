// The sums of usage records by hour and day: gathered while a transaction runs, written once before it commits. Knows no queries.
import type { DatabaseSync } from 'node:sqlite'
import { type Nano, nanoMax } from '../../../contract/money.ts'
import type { StatusClass } from '../../../contract/problems.ts'
import type { AttemptRecord } from '../../../contract/usage.ts'
import { dayMs, gatewayHealth, hourMs, speedStep } from '../../../ledger/usage-statistics.ts'

/** What of a record is summed up. */
export interface SummedRecord {
  readonly timeMs: number
  readonly model: string | null
  readonly provider: string | null
  readonly status: StatusClass
  readonly count: number
  readonly costNano: Nano
  readonly promptTokens: number
  readonly cachedTokens: number
  readonly completionTokens: number
  readonly reasoningTokens: number
  readonly latencyMs: number
  readonly ttftMs: number | null
  /** JSON, as the row has it. */
  readonly attempts: string
}

interface HourSum {
  readonly place: readonly (string | number)[]
  requests: number
  costNano: Nano
  promptTokens: number
  cachedTokens: number
  completionTokens: number
  reasoningTokens: number
  /** Successful requests by step of speed. */
  readonly latency: StepCounts
  readonly ttft: StepCounts
}

/** As it rests: JSON, `{"53": 12}`. */
type StepCounts = Record<string, number>

/** Where a sum stops: a provider may report absurd counts, and a record has to be written all the same. */
const countMax = Number.MAX_SAFE_INTEGER

export type UsageSums = ReturnType<typeof openUsageSums>

/** Records of one batch mostly share their hour, key and model: gathering them first makes one upsert of many. */
export function openUsageSums(db: DatabaseSync) {
  const sql = statements(db)
  const hours = new Map<string, HourSum>()
  const health = new Map<string, { readonly day: number; readonly provider: string; tries: number; failed: number }>()

  function hourOf(place: HourSum['place']): HourSum {
    const at = JSON.stringify(place)
    const kept = hours.get(at)
    if (kept !== undefined) return kept
    const tokens = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 }
    const sum = { place, requests: 0, costNano: 0n, ...tokens, latency: {}, ttft: {} }
    hours.set(at, sum)
    return sum
  }

  function addHealth(day: number, provider: string, tries: number, failed: number): void {
    const at = `${day} ${provider}`
    const sum = health.get(at)
    if (sum === undefined) health.set(at, { day, provider, tries, failed })
    else {
      sum.tries += tries
      sum.failed += failed
    }
  }

  function addDay(record: SummedRecord): void {
    const day = Math.floor(record.timeMs / dayMs)
    const own = gatewayHealth(record.status)
    if (own !== 'silent') addHealth(day, '', record.count, own === 'failed' ? record.count : 0)
    if (record.attempts === '[]') return
    for (const attempt of JSON.parse(record.attempts) as AttemptRecord[])
      if (attempt.result !== 'cancelled') addHealth(day, attempt.provider, 1, attempt.result === 'failed' ? 1 : 0)
  }

  function saveHour({ place, latency, ttft, ...sum }: HourSum): void {
    const { requests, costNano, promptTokens, cachedTokens, completionTokens, reasoningTokens } = sum
    const tokens = [promptTokens, cachedTokens, completionTokens, reasoningTokens].map((count) => Math.min(count, countMax))
    const before = sql.steps.get(...place)
    const steps = [merged(before?.['latency_steps'], latency), merged(before?.['ttft_steps'], ttft)]
    sql.hour.run(...place, requests, costNano < nanoMax ? costNano : nanoMax, ...tokens, ...steps)
  }

  return {
    add(accountNo: number, keyNo: number, record: SummedRecord): void {
      const hour = Math.floor(record.timeMs / hourMs)
      const sum = hourOf([accountNo, hour, keyNo, record.model ?? '', record.provider ?? '', record.status])
      sum.requests += record.count
      sum.costNano += record.costNano
      sum.promptTokens += record.promptTokens
      sum.cachedTokens += record.cachedTokens
      sum.completionTokens += record.completionTokens
      sum.reasoningTokens += record.reasoningTokens
      addDay(record)
      if (record.status !== 'success') return
      count(sum.latency, record.latencyMs)
      if (record.ttftMs !== null) count(sum.ttft, record.ttftMs)
    },
    /** Called inside the transaction. */
    flush(): void {
      for (const sum of hours.values()) saveHour(sum)
      for (const { day, provider, tries, failed } of health.values()) sql.health.run(day, provider, tries, failed)
      this.forget()
    },
    /** After a rollback. */
    forget(): void {
      hours.clear()
      health.clear()
    },
  }
}

function count(steps: StepCounts, ms: number): void {
  const step = speedStep(ms)
  steps[step] = (steps[step] ?? 0) + 1
}

/** The text of both together; null when there are none. */
function merged(resting: unknown, added: StepCounts): string | null {
  if (typeof resting !== 'string') return Object.keys(added).length === 0 ? null : JSON.stringify(added)
  const steps = JSON.parse(resting) as StepCounts
  for (const step in added) steps[step] = (steps[step] ?? 0) + (added[step] as number)
  return JSON.stringify(steps)
}

function statements(db: DatabaseSync) {
  const place = ['account_no', 'hour', 'key_no', 'model', 'provider', 'status']
  const counts = ['prompt_tokens', 'cached_tokens', 'completion_tokens', 'reasoning_tokens', 'requests']
  const added = (columns: readonly string[], max: bigint | number): string =>
    columns.map((column) => `${column} = min(${column} + excluded.${column}, ${max})`).join(', ')
  return {
    steps: db.prepare(`SELECT latency_steps, ttft_steps FROM usage_hours WHERE ${place.map((column) => `${column} = ?`).join(' AND ')}`),
    hour: db.prepare(
      `INSERT INTO usage_hours VALUES (${'?, '.repeat(13)}?) ON CONFLICT DO UPDATE SET ${added(['cost_nano'], nanoMax)},
         ${added(counts, countMax)}, latency_steps = excluded.latency_steps, ttft_steps = excluded.ttft_steps`,
    ),
    health: db.prepare(`INSERT INTO health_days VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET ${added(['tries', 'failed'], countMax)}`),
  }
}
