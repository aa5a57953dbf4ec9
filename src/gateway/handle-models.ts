// GET /v1/models and /v1/models/{id}: what this key may call, in OpenAI's shape with what clients need beside it. Knows no prices of others.
import type { DialectName } from '../contract/dialects.ts'
import { anthropicShapes, geminiShapes, type ModelShapes, openaiShapes } from './model-shapes.ts'
import { authenticate, type Caller } from './authenticate.ts'
import type { Call, Reply } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import { callableModels, findModel } from './find-model.ts'
import { limitHeaders } from './limit-headers.ts'
import type { Live } from './live.ts'

/** Paths that several dialects share go by a header that each SDK of a vendor sends. */
function shapesFor(call: Call, dialect: DialectName | undefined): ModelShapes {
  if (call.header('anthropic-version') !== undefined) return anthropicShapes
  return dialect === 'gemini' || call.header('x-goog-api-key') !== undefined ? geminiShapes : openaiShapes
}

export async function handleModels(call: Call, dialect: DialectName | undefined, deps: GatewayDeps, live: Live): Promise<Reply> {
  const caller = await authenticate(call, deps, live.authFailures)
  if (!caller.ok) return { kind: 'problem', problem: caller.problem.problem, headers: {} }
  const body = JSON.stringify(shapesFor(call, dialect).list(callableModels(caller.value, deps)))
  return { kind: 'json', body, headers: headersFor(call, caller.value, deps) }
}

export async function handleModel(
  call: Call,
  { id, dialect }: { readonly id: string; readonly dialect: DialectName | undefined },
  deps: GatewayDeps,
  live: Live,
): Promise<Reply> {
  const caller = await authenticate(call, deps, live.authFailures)
  if (!caller.ok) return { kind: 'problem', problem: caller.problem.problem, headers: {} }
  const headers = headersFor(call, caller.value, deps)
  const model = findModel(id, caller.value, deps)
  if (!model.ok) return { kind: 'problem', problem: model.problem, headers }
  return { kind: 'json', body: JSON.stringify(shapesFor(call, dialect).one(model.value)), headers }
}

function headersFor(call: Call, caller: Caller, deps: GatewayDeps): ReturnType<typeof limitHeaders> {
  const key = { id: caller.key.id, limits: caller.keyLimits }
  return limitHeaders(deps.limiter.report(key, { id: caller.accountId, limits: caller.accountLimits }, call.arrivedMs))
}
