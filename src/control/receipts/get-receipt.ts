// The receipt of one charged request, signed. Knows no HTTP and no private key.
import type { Canonical } from '../../base/canonical-json.ts'
import { asId, type RequestId } from '../../contract/ids.ts'
import { formatUsd } from '../../contract/money.ts'
import { problem } from '../../contract/problems.ts'
import type { ReceiptJson } from '../../contract/receipt.ts'
import type { UsageRecord } from '../../contract/usage.ts'
import type { Anchor } from '../../ledger/chain.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'

export async function getReceipt({ principal, id }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const request = asId<RequestId>(id)
  const record = await deps.store.getUsage(principal.accountId, request)
  if (record === undefined) return refusal(problem('not_found', 'This account has no such request.', { param: 'id' }))
  const charge = await deps.store.findCharge(principal.accountId, request)
  if (charge === undefined || record.model === null || record.priceVersion === null) {
    return refusal(problem('not_found', 'This request was not charged, so there is no receipt.', { param: 'id' }))
  }
  const history = await deps.store.priceHistory(asId(record.model))
  const price = history.find((one) => one.version === record.priceVersion)?.price
  return answer(deps.books.signReceipt(receiptOf(record, charge, price === undefined ? null : plain(price))))
}

type Unsigned = Omit<ReceiptJson, 'issuer' | 'public_key_id'>

function receiptOf(record: UsageRecord, entry: Anchor, price: Canonical): Unsigned {
  const { tokens, costNano } = record
  const reversedNano = record.reversal?.amountNano ?? 0n
  return {
    version: 1,
    request_id: record.requestId,
    account_id: record.accountId,
    key_id: record.keyId,
    time: new Date(record.timeMs).toISOString(),
    endpoint: record.endpoint,
    model: record.model as string,
    provider: record.provider,
    status: record.status,
    finish_reason: record.finishReason,
    prompt_tokens: tokens.prompt,
    cached_tokens: tokens.cached,
    cache_write_tokens: tokens.cacheWrite,
    completion_tokens: tokens.completion,
    reasoning_tokens: tokens.reasoning,
    estimated: record.estimated,
    price_version: record.priceVersion as string,
    price,
    cost_usd: formatUsd(costNano),
    cost_nano_usd: String(costNano),
    reversed_usd: formatUsd(reversedNano),
    billed_usd: formatUsd(costNano - reversedNano),
    entry: { sequence: entry.sequence, hash: entry.hash },
  }
}

/** A price as it can be signed: integers of any size as text, whatever parts and tiers it has. */
function plain(value: unknown): Canonical {
  if (typeof value === 'bigint' || typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value as Canonical
  const parts = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(parts.map(([name, part]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), plain(part)]))
}
