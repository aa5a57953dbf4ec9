// The models a request may be answered by: the one it names, then those it would fall back to. Unknown means refuse, also for a fallback.
import { ok, refuse, type Result } from '../base/result.ts'
import type { Model } from '../catalog/model.ts'
import { priceInForce } from '../catalog/price-schedule.ts'
import type { ChatRequest } from '../contract/chat.ts'
import { asId, type ModelId } from '../contract/ids.ts'
import { problem, type Problem } from '../contract/problems.ts'
import { scopeCovers } from '../keys/key.ts'
import { priceAt } from '../pricing/rates.ts'
import type { GatewayDeps } from './deps.ts'
import { unpricedExtra } from './extras.ts'
import { findModel } from './find-model.ts'
import type { Story } from './story.ts'
import { unfitModel } from './task-sides.ts'

export interface ChosenModels {
  readonly model: Model
  /** Callable, in the caller's order; empty as a rule. */
  readonly fallbacks: readonly Model[]
}

const none: readonly never[] = []
const noneCallable = problem('model_not_found', 'None of the models of this request can be called at the moment.', { param: 'models' })

export function chooseModels(story: Story, request: ChatRequest, deps: GatewayDeps): Result<ChosenModels, Problem> {
  const named = callable(request.model, story, request, deps)
  const names = request.preferences?.models ?? none
  if (names.length === 0) return named.ok ? ok({ model: named.value, fallbacks: none }) : named
  const found: Model[] = []
  if (named.ok) found.push(named.value)
  else if (!exists(request.model, story, deps)) return named
  for (const [at, name] of names.entries()) {
    const other = callable(name, story, request, deps)
    if (!other.ok && !exists(name, story, deps)) return refuse({ ...other.problem, param: `models[${at}]` })
    if (other.ok && !found.includes(other.value)) found.push(other.value)
  }
  const [model, ...fallbacks] = found
  if (model !== undefined) return ok({ model, fallbacks })
  return named.ok ? refuse(noneCallable) : named
}

/** A model that this caller may name, with a price for everything that the request can incur. */
function callable(name: string, { caller, call, client }: Story, request: ChatRequest, deps: GatewayDeps): Result<Model, Problem> {
  const model = findModel(name, caller, deps)
  if (!model.ok) return model
  const unfit = unfitModel(client, model.value)
  if (unfit !== null) return refuse(unfit)
  const unpriced = unpricedExtra(request, priceAt(priceInForce(model.value, call.arrivedMs).price, call.arrivedMs))
  return unpriced === null ? model : refuse(unpriced)
}

/** One of a list that cannot be called now (no price, no provider) is passed over, as one that is down would be; one that is not there is not. */
function exists(name: string, { caller }: Story, deps: GatewayDeps): boolean {
  const model = deps.catalog().models.get(asId<ModelId>(name))
  return model !== undefined && model.public && scopeCovers(caller.key.scope, model)
}
