// Lists what moved on an account, newest first. Knows no HTTP.
import { formatQuota, formatUsd } from '../../contract/money.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { readLimit } from '../read-limit.ts'

export async function listEntries({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const limit = readLimit(query)
  if (!limit.ok) return refusal(limit.problem)
  const entries = await deps.store.listEntries(principal.accountId, limit.value)
  return answer({
    data: entries.map((entry) => ({
      sequence: entry.sequence,
      time: new Date(entry.atMs).toISOString(),
      kind: entry.kind,
      reference: entry.reference,
      from: entry.fromAccount,
      to: entry.toAccount,
      usd: formatUsd(entry.amountNano),
      quota: formatQuota(entry.amountNano),
      note: entry.note,
    })),
  })
}
