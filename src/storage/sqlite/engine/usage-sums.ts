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

/** What says in which sum a record is. */
export type PlacedRecord = Pick<SummedRecord, 'timeMs' | 'model' | 'provider'> & { readonly status: string }

interface HourSum {
  readonly place: readonly [accountNo: number, hour: number, keyNo: number, model: string, provider: string, status: string]
  requests: number
  costNano: Nano
  /** What adjustments added to the cost, less what reversals took back. */
  correctedNano: Nano
  promptTokens: number
  cachedTokens: number
  completionTokens: number
  reasoningTokens: number
  /** Successful requests by step of speed. */
  readonly latency: StepCounts
  readonly ttft: StepCounts
  changed: boolean
}

interface HealthSum {
  readonly day: number
  readonly provider: string
  tries: number
  failed: number
}

/** As it rests: JSON, `{"53": 12}`. */
type StepCounts = Record<string, number>

/** Where a sum stops: a provider may report absurd counts, and a record has to be written all the same. */
const countMax = Number.MAX_SAFE_INTEGER

/** Hours kept between commits; one takes about a kilobyte. Beyond this they are read again. */
const hoursKeptMax = 2_000

export type UsageSums = ReturnType<typeof openUsageSums>

/** Records of one batch mostly share their hour, key and model: gathering them first makes one write of many. */
export function openUsageSums(db: DatabaseSync) {
  const sql = statements(db)
  const hours = openHours(sql)
  const days = openDays(sql)
  return {
    add(accountNo: number, keyNo: number, record: SummedRecord): void {
      const sum = hours.of(accountNo, keyNo, record)
      sum.requests = plus(sum.requests, record.count)
      sum.costNano = sum.costNano + record.costNano < nanoMax ? sum.costNano + record.costNano : nanoMax
      sum.promptTokens = plus(sum.promptTokens, record.promptTokens)
      sum.cachedTokens = plus(sum.cachedTokens, record.cachedTokens)
      sum.completionTokens = plus(sum.completionTokens, record.completionTokens)
      sum.reasoningTokens = plus(sum.reasoningTokens, record.reasoningTokens)
      days.add(record)
      if (record.status !== 'success') return
      count(sum.latency, record.latencyMs)
      if (record.ttftMs !== null) count(sum.ttft, record.ttftMs)
    },
    /** A charge of that place became larger by an adjustment; below 0, smaller. */
    correct(accountNo: number, keyNo: number, place: PlacedRecord, byNano: Nano): void {
      hours.of(accountNo, keyNo, place).correctedNano += byNano
    },
    /** Called inside the transaction. */
    flush(): void {
      hours.flush()
      days.flush()
    },
    /** After a rollback: nothing kept is true any more. */
    forget(): void {
      hours.forget()
      days.forget()
    },
  }
}

type Statements = ReturnType<typeof statements>

/** The sums of running hours, kept between commits: safe because nobody else writes. */
function openHours(sql: Statements) {
  const kept = new Map<string, HourSum>()
  /** The sum of each key's last record: mostly that of its next one, and found without making a text of its place. */
  const recent = new Map<number, HourSum>()
  const changed: HourSum[] = []

  function find(place: HourSum['place']): HourSum {
    const [accountNo, hour, keyNo, model, provider, status] = place
    const at = `${accountNo} ${hour} ${keyNo} ${status} ${model.length} ${model} ${provider}`
    const sum = kept.get(at) ?? restingHour(sql, place)
    kept.set(at, sum)
    recent.set(keyNo, sum)
    return sum
  }

  function forget(): void {
    kept.clear()
    recent.clear()
    changed.length = 0
  }

  return {
    of(accountNo: number, keyNo: number, record: PlacedRecord): HourSum {
      const hour = Math.floor(record.timeMs / hourMs)
      const place = [accountNo, hour, keyNo, record.model ?? '', record.provider ?? '', record.status] as const
      const last = recent.get(keyNo)
      const sum = last !== undefined && isSamePlace(last.place, place) ? last : find(place)
      if (!sum.changed) {
        sum.changed = true
        changed.push(sum)
      }
      return sum
    },
    flush(): void {
      for (const sum of changed) {
        sum.changed = false
        const { place, requests, costNano, correctedNano, promptTokens, cachedTokens, completionTokens, reasoningTokens } = sum
        const tokens = [promptTokens, cachedTokens, completionTokens, reasoningTokens] as const
        sql.hour.get(...place, requests, costNano, ...tokens, stepsText(sum.latency), stepsText(sum.ttft), correctedNano)
      }
      changed.length = 0
      if (kept.size > hoursKeptMax) forget()
    },
    forget,
  }
}

function isSamePlace(one: HourSum['place'], other: HourSum['place']): boolean {
  return one.every((part, at) => part === other[at])
}

/** What the tries of one transaction say about the gateway (provider '') and the providers, by day. */
function openDays(sql: Statements) {
  /** A list, because a transaction meets few providers. */
  const health: HealthSum[] = []

  function addTo(day: number, provider: string, tries: number, failed: number): void {
    const sum = health.find((one) => one.day === day && one.provider === provider)
    if (sum === undefined) health.push({ day, provider, tries, failed })
    else {
      sum.tries += tries
      sum.failed += failed
    }
  }

  return {
    add(record: SummedRecord): void {
      const day = Math.floor(record.timeMs / dayMs)
      const own = gatewayHealth(record.status)
      if (own !== 'silent') addTo(day, '', record.count, own === 'failed' ? record.count : 0)
      if (record.attempts === '[]') return
      // One try that was answered, as nearly every record has: known without reading the list.
      if (record.status === 'success' && record.provider !== null && !record.attempts.includes('},{')) {
        addTo(day, record.provider, 1, 0)
        return
      }
      for (const attempt of JSON.parse(record.attempts) as AttemptRecord[])
        if (attempt.result !== 'cancelled') addTo(day, attempt.provider, 1, attempt.result === 'failed' ? 1 : 0)
    },
    flush(): void {
      for (const { day, provider, tries, failed } of health) sql.health.get(day, provider, tries, failed)
      health.length = 0
    },
    forget: () => void (health.length = 0),
  }
}

function plus(sum: number, more: number): number {
  return Math.min(sum + more, countMax)
}

function count(steps: StepCounts, ms: number): void {
  const step = speedStep(ms)
  steps[step] = (steps[step] ?? 0) + 1
}

function stepsText(steps: StepCounts): string | null {
  const text = JSON.stringify(steps)
  return text === '{}' ? null : text
}

function stepsOf(resting: unknown): StepCounts {
  return typeof resting === 'string' ? (JSON.parse(resting) as StepCounts) : {}
}

/** The sums of an hour as they rest, zero when there are none yet. */
function restingHour(sql: Statements, place: HourSum['place']): HourSum {
  const row = sql.resting.get(...place) ?? {}
  const number = (column: string): number => Number(row[column] ?? 0)
  return {
    place,
    requests: number('requests'),
    costNano: (row['cost_nano'] ?? 0n) as Nano,
    correctedNano: (row['corrected_nano'] ?? 0n) as Nano,
    promptTokens: number('prompt_tokens'),
    cachedTokens: number('cached_tokens'),
    completionTokens: number('completion_tokens'),
    reasoningTokens: number('reasoning_tokens'),
    latency: stepsOf(row['latency_steps']),
    ttft: stepsOf(row['ttft_steps']),
    changed: false,
  }
}

function statements(db: DatabaseSync) {
  const place = ['account_no', 'hour', 'key_no', 'model', 'provider', 'status']
  const sums = [
    'requests',
    'cost_nano',
    'prompt_tokens',
    'cached_tokens',
    'completion_tokens',
    'reasoning_tokens',
    'latency_steps',
    'ttft_steps',
    'corrected_nano',
  ]
  return {
    resting: db.prepare(`SELECT ${sums.join(', ')} FROM usage_hours WHERE ${place.map((column) => `${column} = ?`).join(' AND ')}`, {
      readBigInts: true,
    }),
    hour: db.prepare(
      `INSERT INTO usage_hours (${[...place, ...sums].join(', ')}) VALUES (${'?, '.repeat(14)}?) ON CONFLICT DO UPDATE SET ${sums.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    ),
    health: db.prepare(
      `INSERT INTO health_days VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET tries = min(tries + excluded.tries, ${countMax}), failed = min(failed + excluded.failed, ${countMax})`,
    ),
  }
}
