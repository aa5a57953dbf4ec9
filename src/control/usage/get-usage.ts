// One usage record by request ID, with the parts of its cost. Knows no HTTP.
import { asId, type RequestId } from '../../contract/ids.ts'
import { problem } from '../../contract/problems.ts'
import type { UsageDetailJson } from '../../contract/usage-api.ts'
import type { UsageRecord } from '../../contract/usage.ts'
import type { PublishedPrice } from '../../catalog/price-store.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { costLines } from './cost-lines.ts'
import { shapeFor } from './shape-for.ts'

export async function getUsage({ principal, id }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const record = await deps.store.getUsage(principal.accountId, asId<RequestId>(id))
  if (record === undefined) return refusal(problem('not_found', 'This account has no such request.', { param: 'id' }))
  const applied = await priceOf(record, deps)
  return answer({
    ...shapeFor(principal)(record),
    cost_lines: applied === undefined || record.costNano === 0n ? null : costLines(record, applied.price),
    price:
      applied === undefined
        ? null
        : { effective_from: new Date(applied.effectiveFromMs).toISOString(), source: applied.evidence.source ?? null },
  } satisfies UsageDetailJson)
}

async function priceOf({ model, priceVersion }: UsageRecord, { store }: ControlDeps): Promise<PublishedPrice | undefined> {
  if (model === null || priceVersion === null) return undefined
  return (await store.priceHistory(asId(model))).find((one) => one.version === priceVersion)
}
