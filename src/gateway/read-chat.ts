// Body bytes -> ChatRequest, on the main thread while they are few, aside when they are many. Knows no key and no model.
import type { ScanLimits } from '../base/json-scan.ts'
import { refuse, type Result } from '../base/result.ts'
import type { ChatRequest } from '../contract/chat.ts'
import { problem, type Problem } from '../contract/problems.ts'
import type { GatewayDeps } from './deps.ts'
import type { Live } from './live.ts'
import type { Asked } from './story.ts'

/** A value takes at least two bytes; half a million of them is far above any real conversation and still quick to refuse. */
const valuesMax = 500_000

/** What reading needs of the gateway. */
interface Reader {
  readonly settings: Pick<GatewayDeps['settings'], 'parseAsideBytes' | 'jsonDepthMax'>
  readonly log: Pick<GatewayDeps['log'], 'error'>
}

/** A reader that fails is our fault and a refusal: the caller's record is written as for any other. */
export function readChat(
  body: Buffer,
  { client, named }: Pick<Asked, 'named'> & { readonly client: Pick<Asked['client'], 'name' | 'readRequest'> },
  deps: Reader,
  live: Pick<Live, 'largeBodies'>,
): Promise<Result<ChatRequest, Problem>> | Result<ChatRequest, Problem> {
  const limits = scanLimits(deps)
  if (body.length > deps.settings.parseAsideBytes) return live.largeBodies.read(body, { wire: client.name, limits, named })
  try {
    return client.readRequest(body, limits, named)
  } catch (error) {
    deps.log.error({ wire: client.name, error }, 'a body could not be read')
    return refuse(problem('gateway_error', 'The body could not be read.'))
  }
}

export function scanLimits({ settings }: Pick<Reader, 'settings'>): ScanLimits {
  return { depthMax: settings.jsonDepthMax, valuesMax }
}
