// A provider's bill beside what we recorded for it: reads the records and the catalog, and hands both to the comparison. Changes nothing.
import type { Catalog } from '../../catalog/catalog.ts'
import { asId, type ModelId, type ProviderId } from '../../contract/ids.ts'
import { problem } from '../../contract/problems.ts'
import type { ReconcileInput } from '../../contract/reconcile-api.ts'
import type { ProviderCost } from '../../ledger/provider-cost-store.ts'
import { dayMs } from '../../ledger/usage-statistics.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { readInstant } from '../read-instant.ts'
import { compareCosts, type OurCost } from './compare-costs.ts'

/** A year and a day: longer is two files. */
const daysMax = 366

export async function reconcileCosts({ input }: ControlCall<ReconcileInput>, deps: ControlDeps): Promise<Outcome> {
  const fromMs = readInstant(input.since)
  const lastMs = readInstant(input.until)
  if (fromMs === undefined) return noDay('since')
  if (lastMs === undefined || lastMs < fromMs) return noDay('until')
  const untilMs = lastMs + dayMs
  if (untilMs - fromMs > daysMax * dayMs) {
    return refusal(problem('invalid_request', `At most ${daysMax} days are compared at once: split the file.`, { param: 'until' }))
  }
  const outside = input.lines.findIndex(({ date }) => !isWithin(date, fromMs, untilMs))
  if (outside >= 0) {
    const message = `\`lines[${outside}].date\` must be a day from ${input.since} to ${input.until}.`
    return refusal(problem('invalid_request', message, { param: `lines[${outside}].date` }))
  }
  const provider = asId<ProviderId>(input.provider)
  const catalog = deps.catalog()
  const offered = upstreamNames(catalog, provider)
  const rows = await deps.store.providerCosts(provider, fromMs, untilMs)
  if (rows.length === 0 && offered.size === 0) {
    const message = `No offer and no usage record here names the provider "${input.provider}". \`nexorouter providers list\` shows their IDs.`
    return refusal(problem('not_found', message, { param: 'provider' }))
  }
  const ours = rows.map((row): OurCost => ({ ...row, name: nameOf(row, catalog, provider) }))
  return answer(compareCosts({ input, ours, offered }))
}

function noDay(param: 'since' | 'until'): Outcome {
  const message = `\`${param}\` must be a day in UTC, such as "2026-11-01"${param === 'until' ? ', and not before `since`' : ''}.`
  return refusal(problem('invalid_request', message, { param }))
}

function isWithin(date: string, fromMs: number, untilMs: number): boolean {
  const atMs = readInstant(date)
  return atMs !== undefined && atMs >= fromMs && atMs < untilMs
}

function upstreamNames(catalog: Catalog, provider: ProviderId): ReadonlySet<string> {
  return new Set(
    [...catalog.models.values()].flatMap(({ offers }) =>
      offers.filter((offer) => offer.provider === provider).map((offer) => offer.upstreamModel),
    ),
  )
}

/** After a crash only our own name is known: the offer says what the provider calls it. */
function nameOf({ upstreamModel, model }: ProviderCost, catalog: Catalog, provider: ProviderId): string {
  if (upstreamModel !== null) return upstreamModel
  const offers = catalog.models.get(asId<ModelId>(model ?? ''))?.offers ?? []
  return offers.find((offer) => offer.provider === provider)?.upstreamModel ?? model ?? '(unknown)'
}
