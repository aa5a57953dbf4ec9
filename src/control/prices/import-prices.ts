// A foreign price list compared with the price book, and published only when somebody approves. Knows no list's form and no HTTP.
import type { Model } from '../../catalog/model.ts'
import type { ImportedPricesJson, ImportPricesInput } from '../../contract/price-import-api.ts'
import type { PublishPricesInput, PublishPricesJson } from '../../contract/prices-api.ts'
import { problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { offersOf } from './price-version-json.ts'
import { publishPrices } from './publish-prices.ts'

export async function importPrices(call: ControlCall<ImportPricesInput>, deps: ControlDeps): Promise<Outcome> {
  const { from, list, file, models: only, provider, approve, approved_by: approver } = call.input
  if (approve && approver === undefined)
    return refusal(problem('invalid_request', 'To publish, say who approves these prices.', { param: 'approved_by' }))
  const { models } = deps.catalog()
  const missing = only?.find((name) => !models.has(name as never))
  if (missing !== undefined)
    return refusal(problem('not_found', `There is no model ${JSON.stringify(missing)}; IDs are case-sensitive.`, { param: 'models' }))
  // Simulated models are in nobody's list.
  const wanted = [...models.values()].filter(({ id, provenance }) => only?.includes(id) ?? provenance !== 'demo')
  const open = wanted.filter(({ provenance }) => provenance !== 'yaml').map((model) => ({ model: model.id, offers: offersOf(model) }))
  const today = new Date(deps.clock.now()).toISOString().slice(0, 10)
  const matched = await deps.matchPriceList({ from, text: list, today, models: open, provider })
  if (typeof matched === 'string') return refusal(problem('invalid_request', matched, { param: 'list' }))
  const prices = matched.found.map(({ model, price, name }) => ({ model, price, source: `${from} ${file}: ${name}`.slice(0, 500) }))
  const compared = await publish(prices, true, call, deps)
  if (!compared.ok) return compared
  const approved = new Set(rowsOf(compared).flatMap(({ model, result }) => (result === 'would_publish' ? [model] : [])))
  const fit = prices.filter(({ model }) => approved.has(model))
  const published = approve && fit.length > 0 ? await publish(fit, false, call, deps) : null
  if (published?.ok === false) return published
  const done = new Map(published === null ? [] : rowsOf(published).map((row) => [row.model, row]))
  const absent = wanted.filter(({ id }) => matched.absent.includes(id))
  return answer({
    from,
    published: done.size > 0,
    data: rowsOf(compared).map((row) => done.get(row.model) ?? row),
    read_only: wanted.filter(({ provenance }) => provenance === 'yaml').map(({ id }) => id),
    not_in_list: absent.filter(isServed).map(({ id }) => id),
    without_provider: absent.filter((model) => !isServed(model)).map(({ id }) => id),
    unusable: matched.unusable,
    unknown: matched.unknown,
  } satisfies ImportedPricesJson)
}

const isServed = (model: Model): boolean => offersOf(model).length > 0

/** Through the one way that prices are published, so that the same jumps are stopped. */
function publish(
  prices: PublishPricesInput['prices'],
  dry_run: boolean,
  call: ControlCall<ImportPricesInput>,
  deps: ControlDeps,
): Promise<Outcome> {
  const { force, approved_by } = call.input
  return publishPrices({ ...call, input: { prices, approved_by: approved_by ?? 'nobody yet', force, dry_run } }, deps)
}

function rowsOf(outcome: Extract<Outcome, { ok: true }>): PublishPricesJson['data'] {
  return (outcome.value.body as PublishPricesJson).data
}
