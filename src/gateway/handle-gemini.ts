// /v1beta/models/{model}:{method}: what Google's wire says in its path, taken apart. Knows no bodies.
import { problem } from '../contract/problems.ts'
import { dialectNamed } from '../dialects/registry.ts'
import { taskNamed } from '../tasks/registry.ts'
import type { Call, Reply } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import { handleCountTokens } from './handle-count-tokens.ts'
import { handleIdempotent } from './idempotent-call.ts'
import type { Live } from './live.ts'
import type { Asked } from './story.ts'

/** `rest` is what stands behind `models/`; `alt` is the query's word for how a stream travels. */
export function handleGemini(
  call: Call,
  { rest, alt }: { rest: string; alt: string | undefined },
  deps: GatewayDeps,
  live: Live,
): Promise<Reply> {
  const at = rest.lastIndexOf(':')
  const model = rest.slice(0, Math.max(0, at))
  const client = dialectNamed('gemini')
  const named = { model, stream: false }
  switch (rest.slice(at + 1)) {
    case 'generateContent':
      return handleIdempotent(call, { client, named }, deps, live)
    case 'streamGenerateContent':
      return handleIdempotent(call, streamed(client, model, alt), deps, live)
    case 'countTokens':
      return handleCountTokens(call, { client, named }, deps, live)
    case 'embedContent':
      return handleIdempotent(call, { client: taskNamed('gemini-embeddings'), named }, deps, live)
    case 'batchEmbedContents':
      return handleIdempotent(call, { client: taskNamed('gemini-embedding-batch'), named }, deps, live)
    default: {
      const message =
        'Served are :generateContent, :streamGenerateContent, :countTokens, :embedContent and :batchEmbedContents behind the name of a model.'
      return Promise.resolve({ kind: 'problem', problem: problem('not_found', message), headers: {} })
    }
  }
}

/** Without `alt=sse` the wire's stream is a JSON array that grows; here it has one element, the whole answer. */
function streamed(client: Asked['client'], model: string, alt: string | undefined): Asked {
  const stream = alt === 'sse'
  return { client, named: { model, stream }, asArray: !stream }
}
