// GET /v1/models and /v1/models/{id}: what this key may call, in OpenAI's shape with what clients need beside it. Knows no prices of others.
import type { Model } from '../catalog/model.ts'
import { formatPrice } from '../contract/money.ts'
import { authenticate, type Caller } from './authenticate.ts'
import type { Call, Reply } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import { callableModels, findModel } from './find-model.ts'
import { limitHeaders } from './limit-headers.ts'
import type { Live } from './live.ts'

export async function handleModels(call: Call, deps: GatewayDeps, live: Live): Promise<Reply> {
  const caller = await authenticate(call, deps, live.authFailures)
  if (!caller.ok) return { kind: 'problem', problem: caller.problem.problem, headers: {} }
  const body = JSON.stringify({ object: 'list', data: callableModels(caller.value, deps).map(modelJson) })
  return { kind: 'json', body, headers: headersFor(call, caller.value, deps) }
}

export async function handleModel(call: Call, id: string, deps: GatewayDeps, live: Live): Promise<Reply> {
  const caller = await authenticate(call, deps, live.authFailures)
  if (!caller.ok) return { kind: 'problem', problem: caller.problem.problem, headers: {} }
  const headers = headersFor(call, caller.value, deps)
  const model = findModel(id, caller.value, deps)
  if (!model.ok) return { kind: 'problem', problem: model.problem, headers }
  return { kind: 'json', body: JSON.stringify(modelJson(model.value)), headers }
}

function headersFor(call: Call, caller: Caller, deps: GatewayDeps): ReturnType<typeof limitHeaders> {
  const key = { id: caller.key.id, limits: caller.keyLimits }
  return limitHeaders(deps.limiter.report(key, { id: caller.accountId, limits: caller.accountLimits }, call.arrivedMs))
}

/** OpenAI's fields, then what agents size their prompts by, then prices as decimal strings per token's million. */
function modelJson(model: Model): object {
  const { price } = model
  return {
    id: model.id,
    object: 'model',
    created: model.created,
    owned_by: model.ownedBy,
    name: model.name,
    context_length: model.contextLength,
    max_model_len: model.contextLength,
    max_output_tokens: model.maxOutputTokens,
    capabilities: [...model.capabilities],
    simulated: model.provenance === 'demo',
    ...(price === undefined
      ? {}
      : {
          price_usd_per_million: {
            input: formatPrice(price.input),
            output: formatPrice(price.output),
            cached_input: formatPrice(price.cachedInput ?? price.input),
          },
          price_version: model.priceVersion,
        }),
  }
}
