// The data plane as bound handlers over one set of dependencies. Builds nothing else.
import type { Call, Reply } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import type { DialectName } from '../contract/dialects.ts'
import type { TaskName } from '../contract/tasks.ts'
import { dialectNamed } from '../dialects/registry.ts'
import { completions } from '../tasks/completions.ts'
import { taskNamed } from '../tasks/registry.ts'
import { StoreUnavailable } from '../ledger/store-unavailable.ts'
import { handleKeptResponse, type KeptAsk } from './handle-kept-response.ts'
import { handleResponse } from './keep-response.ts'
import { handleCountTokens } from './handle-count-tokens.ts'
import { handleGemini } from './handle-gemini.ts'
import { handleGeneration } from './handle-generation.ts'
import { handleKey } from './handle-key.ts'
import { handleModel, handleModels } from './handle-models.ts'
import { handleIdempotent } from './idempotent-call.ts'
import { createLive } from './live.ts'
import { storeProblem } from './money-problem.ts'

export interface Gateway {
  /** One request for an answer, in the caller's wire language. */
  chat(call: Call, dialect?: DialectName): Promise<Reply>
  /** One task: embeddings, ... */
  task(call: Call, task: TaskName): Promise<Reply>
  /** Text in the older way. */
  completion(call: Call): Promise<Reply>
  countTokens(call: Call): Promise<Reply>
  /** A method of Google's wire behind the name of a model. */
  gemini(call: Call, target: { readonly rest: string; readonly alt: string | undefined }): Promise<Reply>
  keptResponse(call: Call, ask: KeptAsk): Promise<Reply>
  /** In the shape of the caller's dialect. */
  models(call: Call, dialect?: DialectName): Promise<Reply>
  model(call: Call, id: string, dialect?: DialectName): Promise<Reply>
  generation(call: Call, id: string | null): Promise<Reply>
  key(call: Call): Promise<Reply>
  /** Streams that run now. */
  openStreams(): number
  /** Ends every running stream with an error event: the time to stop has come. */
  cutStreams(): void
  /** Writes what waits to be written. Call after the last request ended and before the store closes. */
  close(): Promise<void>
}

export function openGateway(deps: GatewayDeps): Gateway {
  const live = createLive(deps)
  // Requests whose handler still runs: each of them has a hold to end before the store closes.
  let running = 0
  let allEnded: (() => void) | undefined
  const over = (): void => {
    running -= 1
    if (running === 0) allEnded?.()
  }
  const answered = (reply: Reply): Reply => {
    over()
    return reply
  }
  const failed = (error: unknown): Reply => {
    over()
    return storeDown(error)
  }
  const follow = (handling: Promise<Reply>): Promise<Reply> => {
    running += 1
    return handling.then(answered, failed)
  }
  return {
    chat(call, dialect = 'openai-chat') {
      const handle = dialect === 'openai-responses' ? handleResponse : handleIdempotent
      return follow(handle(call, { client: dialectNamed(dialect) }, deps, live))
    },
    task: (call, task) => follow(handleIdempotent(call, { client: taskNamed(task) }, deps, live)),
    completion: (call) => follow(handleIdempotent(call, { client: completions }, deps, live)),
    gemini: (call, target) => follow(handleGemini(call, target, deps, live)),
    keptResponse: (call, ask) => handleKeptResponse(call, ask, deps, live).catch(storeDown),
    countTokens: (call) => handleCountTokens(call, { client: dialectNamed('anthropic-messages') }, deps, live).catch(storeDown),
    models: (call, dialect) => handleModels(call, dialect, deps, live).catch(storeDown),
    model: (call, id, dialect) => handleModel(call, { id, dialect }, deps, live).catch(storeDown),
    generation: (call, id) => handleGeneration(call, id, deps, live).catch(storeDown),
    key: (call) => handleKey(call, deps, live).catch(storeDown),
    openStreams: () => live.streams.size,
    cutStreams() {
      for (const stream of live.streams.members()) stream.cut()
    },
    async close() {
      if (running > 0) await new Promise<void>((resolve) => void (allEnded = resolve))
      await live.close()
    },
  }
}

/** A store that cannot be read is the world's fault and passes; anything else is ours and goes up. */
function storeDown(error: unknown): Reply {
  if (error instanceof StoreUnavailable) return { kind: 'problem', problem: storeProblem, headers: {} }
  throw error
}
