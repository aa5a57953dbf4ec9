// GET /v1/models and /v1/models/{id}: what this key may call, in OpenAI's shape with what clients need beside it. Knows no prices of others.
import type { Model } from '../catalog/model.ts'
import { formatPrice } from '../contract/money.ts'
import { priceJson } from '../contract/price-json.ts'
import { authenticate, type Caller } from './authenticate.ts'
import type { Call, Reply } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import { callableModels, findModel } from './find-model.ts'
import { limitHeaders } from './limit-headers.ts'
import type { Live } from './live.ts'

export async function handleModels(call: Call, deps: GatewayDeps, live: Live): Promise<Reply> {
  const caller = await authenticate(call, deps, live.authFailures)
  if (!caller.ok) return { kind: 'problem', problem: caller.problem.problem, headers: {} }
  const models = callableModels(caller.value, deps)
  const body = JSON.stringify(asksAsAnthropic(call) ? anthropicList(models) : { object: 'list', data: models.map(modelJson) })
  return { kind: 'json', body, headers: headersFor(call, caller.value, deps) }
}

export async function handleModel(call: Call, id: string, deps: GatewayDeps, live: Live): Promise<Reply> {
  const caller = await authenticate(call, deps, live.authFailures)
  if (!caller.ok) return { kind: 'problem', problem: caller.problem.problem, headers: {} }
  const headers = headersFor(call, caller.value, deps)
  const model = findModel(id, caller.value, deps)
  if (!model.ok) return { kind: 'problem', problem: model.problem, headers }
  return { kind: 'json', body: JSON.stringify(asksAsAnthropic(call) ? anthropicModel(model.value) : modelJson(model.value)), headers }
}

/** One path, two shapes: Anthropic's SDKs send their version with every request. */
function asksAsAnthropic(call: Call): boolean {
  return call.header('anthropic-version') !== undefined
}

function anthropicModel({ id, name, created, contextLength, maxOutputTokens }: Model): object {
  const createdAt = new Date(created * 1_000).toISOString().replace('.000Z', 'Z')
  return { type: 'model', id, display_name: name, created_at: createdAt, max_input_tokens: contextLength, max_tokens: maxOutputTokens }
}

/** All on one page: a key may call hundreds of models, not thousands. */
function anthropicList(models: readonly Model[]): object {
  return { data: models.map(anthropicModel), has_more: false, first_id: models[0]?.id ?? null, last_id: models.at(-1)?.id ?? null }
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
          price_usd_per_million: { ...priceJson(price), cached_input: formatPrice(price.cachedInput ?? price.input) },
          price_version: model.priceVersion,
        }),
  }
}
