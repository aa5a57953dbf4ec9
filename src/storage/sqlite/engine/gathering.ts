// Whether a batch is worth another turn of the event loop. Knows neither commands nor the writer.
import type { Clock } from '../../../base/clock.ts'

/**
 * A batch waits for another turn as long as the last one brought an eighth more, and no longer than this. Whoever is alone waits for one
 * empty turn, some microseconds; when all are busy, half as many commits save a tenth to a quarter of the CPU of a request.
 */
const gatherMsMax = 10
const worthAnotherTurn = 1.125

export interface Gathering {
  /** Asked once per turn with what is there, in any unit. */
  goesOn(length: number): boolean
  /** The batch left. */
  end(): void
}

export function openGathering(clock: Clock): Gathering {
  let gathered = 0
  let since = 0
  return {
    goesOn(length) {
      if (length <= gathered * worthAnotherTurn) return false
      if (gathered === 0) since = clock.elapsed()
      gathered = length
      return clock.elapsed() - since < gatherMsMax
    },
    end: () => void (gathered = 0),
  }
}
