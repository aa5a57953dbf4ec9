// Usage records in SQLite: columns for what is filtered or summed, one JSON text for the attempts. Knows no rules of money.
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { AccountId, RequestId } from '../../contract/ids.ts'
import type { Nano } from '../../contract/money.ts'
import type { StatusClass } from '../../contract/problems.ts'
import { digestedFields, recordDigest } from '../../ledger/chain.ts'
import type { TokenDetails, UsageRecord } from '../../contract/usage.ts'
import type { UsageFilter, UsagePage } from '../../ledger/usage-store.ts'
import { cursorOf, readCursor } from '../usage-cursor.ts'
import { usageConditions } from './engine/usage-conditions.ts'
import type { SummedRecord } from './engine/usage-sums.ts'

/** The columns in the order of a row; `account_no` and `key_no` hold the public IDs until the writer puts the numbers there. */
export const usageColumns = [
  'id',
  'account_no',
  'key_no',
  'key_name',
  'time_ms',
  'endpoint',
  'model',
  'provider',
  'upstream_model',
  'attempts',
  'status',
  'error_code',
  'prompt_tokens',
  'cached_tokens',
  'cache_write_tokens',
  'completion_tokens',
  'reasoning_tokens',
  'estimated',
  'cost_nano',
  'provider_cost_nano',
  'hold_nano',
  'price_version',
  'latency_ms',
  'ttft_ms',
  'stream',
  'finish_reason',
  'stopped_by',
  'routing',
  'client_address',
  'user',
  'count',
  'token_details',
] as const

/** A record as it crosses the thread boundary and is bound to the statement: flat, in the order of `usageColumns`. */
export type UsageRow = SQLInputValue[]

/** How many values a row has. */
export const usageRowLength = usageColumns.length

/** Where the ledger and the sums look into a row. */
export const usageAt = {
  id: usageColumns.indexOf('id'),
  account: usageColumns.indexOf('account_no'),
  key: usageColumns.indexOf('key_no'),
  time: usageColumns.indexOf('time_ms'),
  provider: usageColumns.indexOf('provider'),
  cost: usageColumns.indexOf('cost_nano'),
  providerCost: usageColumns.indexOf('provider_cost_nano'),
  latency: usageColumns.indexOf('latency_ms'),
  model: usageColumns.indexOf('model'),
  attempts: usageColumns.indexOf('attempts'),
  status: usageColumns.indexOf('status'),
  prompt: usageColumns.indexOf('prompt_tokens'),
  cached: usageColumns.indexOf('cached_tokens'),
  completion: usageColumns.indexOf('completion_tokens'),
  reasoning: usageColumns.indexOf('reasoning_tokens'),
  ttft: usageColumns.indexOf('ttft_ms'),
  count: usageColumns.indexOf('count'),
  details: usageColumns.indexOf('token_details'),
} as const

const digestedAt = digestedFields.map((field) => {
  const column = field === 'account_id' ? 'account_no' : field === 'key_id' ? 'key_no' : field
  return (usageColumns as readonly string[]).indexOf(column)
})

/** The digest of a row on its way into the table: its public IDs are in it. */
export function digestOfRow(row: UsageRow): string {
  const values = digestedAt.map((at) => row[at] as string | number | bigint | null)
  return recordDigest(values, row[usageAt.details] as string | null)
}

/** The digest of a record from before there were details, over the columns that `digestedColumns` selects. */
export function digestOfResting(row: Record<string, unknown>): string {
  return recordDigest(
    digestedFields.map((field) => row[`u_${field}`] as string | bigint | null),
    null,
  )
}

const digestedTexts = digestedFields
  .map((field) => (field === 'account_id' ? 'ua.id' : field === 'key_id' ? 'uk.id' : `CAST(u.${field} AS TEXT)`))
  .join(', ')

/** The text that the digest of a record at rest is made of, as an expression of SQL; joins as for `digestedColumns`, and the entry as e. */
export const digestedText = `iif(u.token_details IS NULL OR e.sequence < (SELECT since FROM digested_details),
    json_array(${digestedTexts}), json_array(${digestedTexts}, u.token_details))`

/** For statements that join usage_records as u, its account as ua and its key as uk. */
export const digestedColumns = digestedFields
  .map((field) =>
    field === 'account_id' ? 'ua.id AS u_account_id' : field === 'key_id' ? 'uk.id AS u_key_id' : `u.${field} AS u_${field}`,
  )
  .join(', ')

/** Appends the row of a record to a flat message. One push: this runs for every request. */
export function pushUsageRow(to: unknown[], record: UsageRecord): void {
  const tokens = record.tokens
  to.push(
    record.requestId,
    record.accountId,
    record.keyId,
    record.keyName,
    record.timeMs,
    record.endpoint,
    record.model,
    record.provider,
    record.upstreamModel,
    record.attempts.length === 0 ? '[]' : JSON.stringify(record.attempts),
    record.status,
    record.errorCode,
    tokens.prompt,
    tokens.cached,
    tokens.cacheWrite,
    tokens.completion,
    tokens.reasoning,
    record.estimated ? 1 : 0,
    record.costNano,
    record.providerCostNano,
    record.holdNano,
    record.priceVersion,
    record.latencyMs,
    record.ttftMs,
    record.stream ? 1 : 0,
    record.finishReason,
    record.stoppedBy,
    record.routing,
    record.clientAddress,
    record.user,
    record.count,
    tokens.details === undefined ? null : JSON.stringify(tokens.details),
  )
}

/** How a hold ended: with a charge or without. */
export type HoldEnd = 'settled' | 'voided'

/** What the sums by hour take of a row. */
export function summedOf(row: UsageRow): SummedRecord {
  return {
    timeMs: row[usageAt.time] as number,
    model: row[usageAt.model] as string | null,
    provider: row[usageAt.provider] as string | null,
    status: row[usageAt.status] as StatusClass,
    count: row[usageAt.count] as number,
    costNano: row[usageAt.cost] as Nano,
    promptTokens: row[usageAt.prompt] as number,
    cachedTokens: row[usageAt.cached] as number,
    completionTokens: row[usageAt.completion] as number,
    reasoningTokens: row[usageAt.reasoning] as number,
    latencyMs: row[usageAt.latency] as number,
    ttftMs: row[usageAt.ttft] as number | null,
    attempts: row[usageAt.attempts] as string,
  }
}

const selected = `SELECT ${usageColumns.map((column) => `u.${column}`).join(', ')}, u.reversed_nano, u.reversed_for, u.adjusted_nano,
  a.id AS account_id, k.id AS key_id
  FROM usage_records u JOIN accounts a ON a.no = u.account_no JOIN keys k ON k.no = u.key_no`

export function usageReads(db: DatabaseSync) {
  const one = db.prepare(`${selected} WHERE u.id = ? AND a.id = ?`, { readBigInts: true })
  return {
    getUsage(account: AccountId, id: RequestId): UsageRecord | undefined {
      const row = one.get(id, account)
      return row === undefined ? undefined : recordOf(row)
    },
    listUsage(account: AccountId, filter: UsageFilter, limit: number, after?: string): UsagePage {
      const { where, values } = usageConditions(account, filter)
      if (after !== undefined) {
        const cursor = readCursor(after)
        if (cursor === undefined) return { records: [], next: null }
        where.push('(u.time_ms, u.id) < (?, ?)')
        values.push(cursor.timeMs, cursor.id)
      }
      // The places first, from the index alone; then only the rows of this page.
      const places = `SELECT u.id FROM usage_records u WHERE ${where.join(' AND ')} ORDER BY u.time_ms DESC, u.id DESC LIMIT ?`
      const sql = `${selected} WHERE u.id IN (${places}) ORDER BY u.time_ms DESC, u.id DESC`
      const records = db
        .prepare(sql, { readBigInts: true })
        .all(...values, limit + 1)
        .map(recordOf)
      const page = records.slice(0, limit)
      const last = page.at(-1)
      return { records: page, next: records.length > limit && last !== undefined ? cursorOf(last) : null }
    },
  }
}

function recordOf(row: Record<string, unknown>): UsageRecord {
  const count = (column: string): number => Number(row[column])
  return {
    requestId: row['id'] as UsageRecord['requestId'],
    accountId: row['account_id'] as UsageRecord['accountId'],
    keyId: row['key_id'] as UsageRecord['keyId'],
    keyName: row['key_name'] as string,
    timeMs: count('time_ms'),
    endpoint: row['endpoint'] as string,
    model: row['model'] as string | null,
    provider: row['provider'] as UsageRecord['provider'],
    upstreamModel: row['upstream_model'] as string | null,
    attempts: JSON.parse(row['attempts'] as string) as UsageRecord['attempts'],
    status: row['status'] as UsageRecord['status'],
    errorCode: row['error_code'] as string | null,
    tokens: {
      prompt: count('prompt_tokens'),
      cached: count('cached_tokens'),
      cacheWrite: count('cache_write_tokens'),
      completion: count('completion_tokens'),
      reasoning: count('reasoning_tokens'),
      ...(row['token_details'] !== null && { details: JSON.parse(row['token_details'] as string) as TokenDetails }),
    },
    estimated: row['estimated'] === 1n,
    costNano: row['cost_nano'] as bigint,
    ...(row['reversed_for'] === null
      ? {}
      : { reversal: { amountNano: row['reversed_nano'] as bigint, reason: row['reversed_for'] as string } }),
    ...(row['adjusted_nano'] === 0n ? {} : { adjustedNano: row['adjusted_nano'] as bigint }),
    providerCostNano: row['provider_cost_nano'] as bigint | null,
    holdNano: row['hold_nano'] as bigint,
    priceVersion: row['price_version'] as UsageRecord['priceVersion'],
    latencyMs: row['latency_ms'] as number,
    ttftMs: row['ttft_ms'] as number | null,
    stream: row['stream'] === 1n,
    finishReason: row['finish_reason'] as string | null,
    stoppedBy: row['stopped_by'] as string | null,
    routing: row['routing'] as string | null,
    clientAddress: row['client_address'] as string | null,
    user: row['user'] as string | null,
    count: count('count'),
  }
}
