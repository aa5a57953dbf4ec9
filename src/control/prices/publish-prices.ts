// Publishes prices, now or from a later instant on, all of them or none; or says what that would change. Knows no HTTP.
import { comparePrices } from '../../catalog/compare-prices.ts'
import { inForce } from '../../catalog/price-schedule.ts'
import type { NewPrice, PublishedPrice } from '../../catalog/price-store.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import { asId, type ModelId } from '../../contract/ids.ts'
import { priceFromJson } from '../../contract/price-json.ts'
import type { PublishedPriceJson, PublishPricesInput, PublishPricesJson } from '../../contract/prices-api.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { readInstant } from '../read-instant.ts'

/** Further ahead is a slip of the year. */
const aheadMsMost = 2 * 366 * 86_400_000

/** A price that was asked for, beside what is known of its model. */
interface Asked {
  readonly price: NewPrice
  readonly said: PublishedPriceJson
}

export async function publishPrices({ input, principal }: ControlCall<PublishPricesInput>, deps: ControlDeps): Promise<Outcome> {
  const nowMs = deps.clock.now()
  const twice = input.prices.find(({ model }, index) => input.prices.findIndex((other) => other.model === model) !== index)
  if (twice !== undefined) return refusal(problem('invalid_request', `${twice.model} stands twice in this list.`, { param: 'prices' }))
  const asked: Asked[] = []
  for (const [index, entry] of input.prices.entries()) {
    const from = effectiveFrom(entry.effective_from, nowMs, `prices[${index}].effective_from`)
    if (!from.ok) return refusal(from.problem)
    const evidence = { source: entry.source, approvedBy: input.approved_by, publishedBy: principal.actor }
    const price = { model: asId<ModelId>(entry.model), price: priceFromJson(entry.price), evidence, effectiveFromMs: from.value }
    asked.push({ price, said: await judge(price, input.force, deps) })
  }
  if (input.dry_run) return answer({ dry_run: true, data: asked.map(({ said }) => said) } satisfies PublishPricesJson)
  const wrong = asked.map(({ said }) => refusalOf(said)).find((found) => found !== undefined)
  if (wrong !== undefined) return refusal(wrong)
  const changed = asked.filter(({ said }) => said.result === 'would_publish')
  const published = new Map<string, PublishedPrice>()
  for (const version of await deps.store.appendPrices(
    changed.map(({ price }) => price),
    nowMs,
  ))
    published.set(version.model, version)
  await deps.pricesChanged()
  const data = asked.map(({ said }): PublishedPriceJson => {
    const version = published.get(said.model)
    return version === undefined ? said : { ...said, result: 'published', version: version.version }
  })
  return answer({ dry_run: false, data } satisfies PublishPricesJson, 201)
}

function effectiveFrom(text: string | undefined, nowMs: number, param: string): Result<number, Problem> {
  if (text === undefined) return ok(nowMs)
  const fromMs = readInstant(text)
  if (fromMs === undefined) {
    const message = `\`${param}\` must be an ISO date or an instant with its offset, such as "2027-01-31T00:00:00Z".`
    return refuse(problem('invalid_request', message, { param }))
  }
  if (fromMs < nowMs) {
    const message = `\`${param}\` lies in the past; a price begins now or later. What past charges would have been says \`nexorouter prices rerate\`.`
    return refuse(problem('invalid_request', message, { param }))
  }
  if (fromMs > nowMs + aheadMsMost) return refuse(problem('invalid_request', `\`${param}\` lies more than two years ahead.`, { param }))
  return ok(fromMs)
}

/** What publishing would do, compared with the version that is in force at that instant as things stand. */
async function judge({ model: id, price, effectiveFromMs }: NewPrice, force: boolean, deps: ControlDeps): Promise<PublishedPriceJson> {
  const said = { model: id, version: null, effective_from: new Date(effectiveFromMs).toISOString() }
  const model = deps.catalog().models.get(id)
  if (model === undefined) return { ...said, result: 'unknown_model', compared_with: null, changes: [] }
  const history = await deps.store.priceHistory(id)
  const before =
    model.provenance === 'yaml'
      ? history.find(({ version }) => version === model.priceVersion)
      : inForce(
          history.toSorted((a, b) => a.effectiveFromMs - b.effectiveFromMs),
          effectiveFromMs,
        )
  const changes = comparePrices(before?.price, price)
  const compared = { ...said, compared_with: before?.version ?? null, changes }
  if (model.provenance === 'yaml') return { ...compared, result: 'read_only' }
  if (before !== undefined && changes.length === 0) return { ...compared, result: 'unchanged' }
  const stopped = !force && changes.some(({ implausible }) => implausible)
  return { ...compared, result: stopped ? 'implausible' : 'would_publish' }
}

function refusalOf({ model, result, changes }: PublishedPriceJson): Problem | undefined {
  switch (result) {
    case 'unknown_model':
      return problem('not_found', `There is no model ${JSON.stringify(model.slice(0, 120))}; IDs are case-sensitive.`, { param: 'prices' })
    case 'read_only':
      return problem('conflict', `The price of ${model} stands in nexorouter.yaml and is read-only here: change it there and restart.`)
    case 'implausible': {
      const jump = changes.find((change) => change.implausible)
      const numbers = `${jump?.line} would go from ${jump?.from} to ${jump?.to}`
      return problem('conflict', `The new price of ${model} is implausible: ${numbers}. Nothing was published; if it is right, force it.`)
    }
    default:
      return undefined
  }
}
