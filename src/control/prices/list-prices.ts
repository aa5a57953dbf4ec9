// The price book: what is in force and what is to come for every model, or all versions of one. Knows no HTTP.
import type { Model } from '../../catalog/model.ts'
import type { PriceSchedule } from '../../catalog/price-schedule.ts'
import { asId, type ModelId } from '../../contract/ids.ts'
import { problem } from '../../contract/problems.ts'
import type { PriceVersionJson } from '../../contract/prices-api.ts'
import type { ControlDeps } from '../control-deps.ts'
import { type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { answerWhole } from '../page.ts'
import { pendingJson, priceVersionJson, stateOf } from './price-version-json.ts'

export async function listPrices({ query, principal }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const { models } = deps.catalog()
  const name = query.get('model')
  // Who is not the operator sees what everybody is offered.
  const shown = [...models.values()].filter((model) => model.public || principal.scope === 'operator' || principal.scope === 'local')
  if (name === null) {
    const book = await deps.store.allPrices()
    return answerWhole(shown.flatMap((model) => currentOf(model, book.get(model.id) ?? [], deps.clock.now())))
  }
  const model = shown.find(({ id }) => id === asId<ModelId>(name))
  if (model === undefined) {
    return refusal(
      problem('not_found', `There is no model ${JSON.stringify(name.slice(0, 120))}; IDs are case-sensitive.`, { param: 'model' }),
    )
  }
  return answerWhole(versionsOf(model, await deps.store.priceHistory(model.id), deps.clock.now()))
}

function versionsOf(model: Model, history: PriceSchedule, nowMs: number): PriceVersionJson[] {
  const schedule = history.toSorted((a, b) => a.effectiveFromMs - b.effectiveFromMs)
  return history.map((version) => priceVersionJson(model, version, stateOf(version, model, schedule, nowMs)))
}

function currentOf(model: Model, history: PriceSchedule, nowMs: number): PriceVersionJson[] {
  const versions = versionsOf(model, history, nowMs).filter(({ state }) => state !== 'past')
  return versions.some(({ state }) => state === 'in_force') ? versions : [pendingJson(model), ...versions]
}
