// GET /v1/generation?id=: what one request used and cost. Only ever a request of the account that asks.
import { isUuid } from '../base/uuid7.ts'
import { asId, type ModelId, type RequestId } from '../contract/ids.ts'
import { formatPicoUsd, formatUsd } from '../contract/money.ts'
import { problem } from '../contract/problems.ts'
import { type UsageRecord, usageJson } from '../contract/usage.ts'
import { costParts } from '../pricing/charge.ts'
import { priceAt } from '../pricing/rates.ts'
import { authenticate } from './authenticate.ts'
import type { Call, Reply } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import type { Live } from './live.ts'

/** `id` is our request ID (`x-request-id`). A foreign one is as unknown as one that never was. */
export async function handleGeneration(call: Call, id: string | null, deps: GatewayDeps, live: Live): Promise<Reply> {
  const caller = await authenticate(call, deps, live.authFailures)
  if (!caller.ok) return { kind: 'problem', problem: caller.problem.problem, headers: {} }
  if (id === null || !isUuid(id)) {
    const message = 'The query parameter `id` must be a request ID, as in the `x-request-id` header of the answer.'
    return { kind: 'problem', problem: problem('invalid_request', message, { param: 'id' }), headers: {} }
  }
  const record = await deps.usage.getUsage(caller.value.accountId, asId<RequestId>(id))
  if (record === undefined) {
    return {
      kind: 'problem',
      problem: problem('not_found', 'This account has no request with that ID; the record of a running request appears when it ends.'),
      headers: {},
    }
  }
  const { attempts: _attempts, routing: _routing, client_address: _address, ...shown } = usageJson(record)
  const data = { id, ...shown, cost_details: costDetails(record, deps), ...openRouterGeneration(record) }
  return { kind: 'json', body: JSON.stringify({ data }), headers: {} }
}

/** The charge by kind of token, exact decimal texts; null once the model has another price than the one that was charged. */
function costDetails(record: UsageRecord, deps: GatewayDeps): object | null {
  const model = deps.catalog().models.get(asId<ModelId>(record.model ?? ''))
  if (model?.price === undefined || model.priceVersion !== record.priceVersion) return null
  if (record.costNano === 0n && record.tokens.prompt === 0) return null
  const parts = costParts(priceAt(model.price, record.timeMs), record.tokens)
  return {
    input_usd: formatPicoUsd(parts.input),
    cached_input_usd: formatPicoUsd(parts.cachedInput),
    cache_write_usd: formatPicoUsd(parts.cacheWrite),
    output_usd: formatPicoUsd(parts.output),
    reasoning_usd: formatPicoUsd(parts.reasoning),
    per_call_usd: formatPicoUsd(parts.perCall),
  }
}

/** The names under which OpenRouter's clients look (openrouter.ai/docs, "GenerationResponseData"); null is what this server does not know. */
function openRouterGeneration(record: UsageRecord) {
  const { tokens, ttftMs, latencyMs } = record
  const cost = Number(formatUsd(record.costNano))
  return {
    total_cost: cost,
    usage: cost,
    created_at: new Date(record.timeMs).toISOString(),
    streamed: record.stream,
    cancelled: record.status === 'cancelled',
    provider_name: record.provider,
    latency: latencyMs,
    generation_time: latencyMs - (ttftMs ?? 0),
    moderation_latency: null,
    native_finish_reason: record.finishReason,
    tokens_prompt: tokens.prompt,
    tokens_completion: tokens.completion,
    native_tokens_prompt: tokens.prompt,
    native_tokens_completion: tokens.completion,
    native_tokens_reasoning: tokens.reasoning,
    native_tokens_cached: tokens.cached,
    num_media_prompt: null,
    num_media_completion: null,
    num_search_results: null,
    cache_discount: null,
    upstream_inference_cost: null,
    upstream_id: null,
    app_id: null,
    origin: '',
    is_byok: false,
    external_user: record.user,
    api_type: 'completions',
    router: null,
  }
}
