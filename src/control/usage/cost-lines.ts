// The parts of a charge, one line per kind of token, from the price version that was applied. Knows no storage and no HTTP.
import { formatPicoUsd, formatPrice } from '../../contract/money.ts'
import { rateOf } from '../../contract/price.ts'
import type { CostLineJson } from '../../contract/usage-api.ts'
import type { UsageRecord } from '../../contract/usage.ts'
import type { Price } from '../../catalog/model.ts'
import { costParts } from '../../pricing/charge.ts'
import { priceAt, ratesFor } from '../../pricing/rates.ts'

/** As the request was charged: at the rates of the instant it arrived at and of its size. Kinds that were not used are left out. */
export function costLines({ tokens, timeMs }: Pick<UsageRecord, 'tokens' | 'timeMs'>, price: Price): readonly CostLineJson[] {
  const now = priceAt(price, timeMs)
  const rates = ratesFor(now, tokens.prompt)
  const parts = costParts(now, tokens)
  const cached = Math.min(tokens.cached, tokens.prompt)
  const written = Math.min(tokens.cacheWrite, tokens.prompt - cached)
  const reasoning = Math.min(tokens.reasoning, tokens.completion)
  const line = (kind: CostLineJson['kind'], count: number, rate: Parameters<typeof rateOf>[1], pico: bigint): CostLineJson[] =>
    count === 0 ? [] : [{ kind, tokens: count, usd_per_million: formatPrice(rateOf(rates, rate)), usd: formatPicoUsd(pico) }]
  return [
    ...line('input', tokens.prompt - cached - written, 'input', parts.input),
    ...line('cached_input', cached, 'cachedInput', parts.cachedInput),
    ...line('cache_write', written, 'cacheWrite', parts.cacheWrite),
    ...line('output', tokens.completion - reasoning, 'output', parts.output),
    ...line('reasoning', reasoning, 'reasoning', parts.reasoning),
    ...(parts.perCall === 0n ? [] : [{ kind: 'fees', tokens: null, usd_per_million: null, usd: formatPicoUsd(parts.perCall) } as const]),
  ]
}
