// How long a caller waits for its answer, as far as it and the settings say. Starts no clock.
import type { GatewayDeps } from './deps.ts'
import type { Story } from './story.ts'

/** From arrival to the first event of a stream, or to the end of a buffered answer; the client's own timeout wins when it is shorter. */
export function answerWithinMs(story: Story, deps: GatewayDeps): number {
  const { settings } = deps
  if (story.request?.stream) return story.model?.firstByteMs ?? (story.model?.slow ? settings.firstByteSlowMs : settings.firstByteMs)
  const stated = Number(story.call.header('x-stainless-timeout') ?? Number.NaN)
  if (!Number.isFinite(stated) || stated <= 0) return settings.bufferedTotalMs
  return Math.min(settings.bufferedTotalMs, Math.max(1_000, stated * 1_000 - 2_000))
}

/** What is left of that, for a body that is still on its way; whole seconds, because node keeps one timer list per duration. */
export function timeLeftMs(story: Story, deps: GatewayDeps): number {
  const left = story.call.arrivedElapsed + answerWithinMs(story, deps) - deps.clock.elapsed()
  return Math.max(1_000, Math.ceil(left / 1_000) * 1_000)
}
