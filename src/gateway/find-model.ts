// The model a caller named -> the model, or a 404 that helps. Unknown means refuse: no aliases, no guesses.
import { ok, refuse, type Result } from '../base/result.ts'
import { notCallableReason } from '../catalog/catalog.ts'
import type { Model } from '../catalog/model.ts'
import { asId, type ModelId } from '../contract/ids.ts'
import { problem, type Problem } from '../contract/problems.ts'
import { scopeCovers } from '../keys/key.ts'
import type { Caller } from './authenticate.ts'
import type { GatewayDeps } from './deps.ts'

/** The models this caller may call, in catalog order. */
export function callableModels(caller: Caller, deps: GatewayDeps): Model[] {
  const models: Model[] = []
  for (const model of deps.catalog().models.values()) {
    if (notCallableReason(model) === null && scopeCovers(caller.key.scope, model)) models.push(model)
  }
  return models
}

export function findModel(name: string, caller: Caller, deps: GatewayDeps): Result<Model, Problem> {
  const model = deps.catalog().models.get(asId<ModelId>(name))
  if (model === undefined || !model.public)
    return refuse(notFound(`The model ${quoted(name)} is unknown to this server.`, name, caller, deps))
  if (!scopeCovers(caller.key.scope, model)) return refuse(notFound(`This key may not call the model ${quoted(name)}.`, name, caller, deps))
  switch (notCallableReason(model)) {
    case 'price_pending':
      return refuse(notFound(`The model ${quoted(name)} has no price yet (Price pending), so it cannot be called.`, name, caller, deps))
    case 'no_offer':
      return refuse(
        notFound(`No provider of the model ${quoted(name)} is connected to this server; its operator can add one.`, name, caller, deps),
      )
    default:
      return ok(model)
  }
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 120))
}

function notFound(sentence: string, name: string, caller: Caller, deps: GatewayDeps): Problem {
  const models = callableModels(caller, deps)
  const twin = models.find((model) => model.id.toLowerCase() === name.toLowerCase()) ?? namesake(models, name)
  const some = models.slice(0, 5).map((model) => model.id)
  const hint =
    twin !== undefined
      ? ` Did you mean ${quoted(twin.id)}? IDs are taken as they are: with their case, and with a vendor's name in front or without.`
      : some.length > 0
        ? ` This key may call ${some.join(', ')}${models.length > some.length ? ` and ${models.length - some.length} more` : ''}; GET /v1/models lists them.`
        : ' This key may call no model at the moment.'
  return problem('model_not_found', sentence + hint, { param: 'model' })
}

/** The one model that has this name but for a vendor's in front of either: `openai/gpt-5` and `gpt-5`. */
function namesake(models: readonly Model[], name: string): Model | undefined {
  const bare = (id: string): string => id.slice(id.lastIndexOf('/') + 1).toLowerCase()
  const found = models.filter((model) => bare(model.id) === bare(name))
  return found.length === 1 ? found[0] : undefined
}
