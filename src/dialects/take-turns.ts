// Puts the parts of one choice into a row, for wires whose blocks never overlap: a part waits until the open one has closed. Knows no wire.
import type { CommonEvent } from './common-answer.ts'

export type PartEvent = Extract<CommonEvent, { part: number }>

export interface Turns {
  /** Takes an event and gives those whose turn it is now, in order. */
  take(event: PartEvent): PartEvent[]
  /** Closes every part that is still open or waits. */
  endAll(): PartEvent[]
}

interface Waiting {
  closed: boolean
  readonly events: PartEvent[]
}

export function takeTurns(): Turns {
  const parts = new Map<number, Waiting>()
  let open: number | null = null
  const drain = (): PartEvent[] => {
    const out: PartEvent[] = []
    for (const [part, state] of parts) {
      if (state.closed) continue
      if (open !== null && open !== part) break
      open = part
      const now = state.events.splice(0)
      out.push(...now)
      if (now.at(-1)?.kind !== 'close') break
      state.closed = true
      open = null
    }
    return out
  }
  const take = (event: PartEvent): PartEvent[] => {
    if (event.kind === 'open') parts.set(event.part, { closed: false, events: [] })
    const state = parts.get(event.part)
    if (state === undefined || state.closed || state.events.at(-1)?.kind === 'close') return []
    state.events.push(event)
    return drain()
  }
  return {
    take,
    endAll: () => [...parts].filter(([, { closed }]) => !closed).flatMap(([part]) => take({ kind: 'close', choice: 0, part })),
  }
}
