// What is to be written in this turn of the event loop, written together at its end. Knows neither sockets nor what is said.

export interface Burster {
  /** Its turn has come. Must not throw: others wait behind it. */
  writeNow(): void
}

let waiting: Burster[] = []

/**
 * One write behind the other finds the code in the processor's caches and whoever reads at the other end awake. Between writes that are
 * scattered over the work of a turn, readers fall asleep, and waking one costs more than the write itself.
 */
export function writeInBurst(one: Burster): void {
  if (waiting.push(one) === 1) setImmediate(burst)
}

function burst(): void {
  const now = waiting
  waiting = []
  for (const one of now) one.writeNow()
}
