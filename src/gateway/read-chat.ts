// Body bytes -> ChatRequest, on the main thread while they are few, aside when they are many. Knows no key and no model.
import type { ScanLimits } from '../base/json-scan.ts'
import type { Result } from '../base/result.ts'
import type { ChatRequest } from '../contract/chat.ts'
import type { Problem } from '../contract/problems.ts'
import type { GatewayDeps } from './deps.ts'
import type { Live } from './live.ts'
import type { Asked } from './story.ts'

/** A value takes at least two bytes; half a million of them is far above any real conversation and still quick to refuse. */
const valuesMax = 500_000

export function readChat(
  body: Buffer,
  { client, named }: Asked,
  deps: GatewayDeps,
  live: Live,
): Promise<Result<ChatRequest, Problem>> | Result<ChatRequest, Problem> {
  const limits = scanLimits(deps)
  return body.length > deps.settings.parseAsideBytes
    ? live.parser.read(body, { wire: client.name, limits, named })
    : client.readRequest(body, limits, named)
}

export function scanLimits({ settings }: GatewayDeps): ScanLimits {
  return { depthMax: settings.jsonDepthMax, valuesMax }
}
