// An open hold as it rests, for recovery. Decides nothing.
import type { AccountId, ModelId, ProviderId, RequestId } from '../../../contract/ids.ts'
import type { Nano } from '../../../contract/money.ts'
import type { HoldDraft, Watermark } from '../../../ledger/ledger-store.ts'
import type { OpenHold } from '../../../ledger/recovered-record.ts'

/** For statements that add WHERE: holds as h, their accounts as a, their keys as k. Read with `readBigInts`. */
export const openHolds = `SELECT h.id, a.id AS account_id, k.id AS key_id, h.model, h.price_version, h.at_ms, h.amount_nano, h.draft, h.mark_provider,
  h.mark_prompt_tokens, h.mark_completion_tokens, h.mark_charge_nano, h.mark_model, h.mark_price_version
  FROM holds h JOIN accounts a ON a.no = h.account_no JOIN keys k ON k.no = h.key_no`

export function openHoldOf(row: Record<string, unknown>): OpenHold {
  const provider = row['mark_provider'] as ProviderId | null
  return {
    id: row['id'] as RequestId,
    accountId: row['account_id'] as AccountId,
    keyId: row['key_id'] as OpenHold['keyId'],
    model: row['model'] as ModelId,
    priceVersion: row['price_version'] as OpenHold['priceVersion'],
    atMs: Number(row['at_ms']),
    amountNano: row['amount_nano'] as Nano,
    draft: JSON.parse(row['draft'] as string) as HoldDraft,
    mark:
      provider === null
        ? null
        : {
            provider,
            promptTokens: Number(row['mark_prompt_tokens']),
            completionTokens: Number(row['mark_completion_tokens']),
            chargeNano: row['mark_charge_nano'] as Nano,
            fallback: fallbackOf(row),
          },
  }
}

function fallbackOf(row: Record<string, unknown>): NonNullable<Watermark['fallback']> | null {
  const model = row['mark_model'] as ModelId | null
  return model === null ? null : { model, priceVersion: row['mark_price_version'] as OpenHold['priceVersion'] }
}
