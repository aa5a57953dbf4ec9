// What a stream says before it says anything (a role, an empty block): held back from the client, so that whoever fails behind it can still be
// replaced unseen. Knows no wire and hands nothing on itself. See docs/decisions/0029.
import type { StreamEvent } from '../contract/chat.ts'
import type { UpstreamWire } from '../dialects/dialect.ts'

/** A response that repeats its instructions and tools is as long as they are; most openings are a few hundred bytes. */
const openingBytesMax = 262_144

/** What an event weighs beyond its bytes, so that many empty ones are bounded, too. */
const eventBytes = 1_024

export interface HeldOpening {
  /** Whether this event is held back; asked of each in order, until the first that is not. */
  readonly holds: (event: StreamEvent) => boolean
  /** Something was held back. */
  readonly begun: boolean
  /** Nothing is held any longer. */
  over(): void
}

/** `began` is called at the first event, `letGo` when `msMax` are over. 0: nothing is held. */
export function holdOpening(wire: UpstreamWire, msMax: number, told: { began(): void; letGo(): void }): HeldOpening {
  let timer: NodeJS.Timeout | undefined
  let began = false
  let bytes = 0
  return {
    holds(event) {
      if (!began) {
        began = true
        told.began()
      }
      if (event.kind !== 'chunk' || event.hasOutput || event.finishReason !== null || msMax === 0 || !wire.isOpening?.(event.data))
        return false
      bytes += event.data.length + eventBytes
      if (bytes > openingBytesMax) return false
      timer ??= setTimeout(told.letGo, msMax)
      return true
    },
    get begun() {
      return bytes > 0
    },
    over: () => clearTimeout(timer),
  }
}
