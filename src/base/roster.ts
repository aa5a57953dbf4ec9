// Things in flight that come and go by the thousand a second, in one array. Knows nothing of what they are.
// Not a Set or a Map: in V8 an outgrown table links to the table that replaced it, so one dead table in the old generation keeps every later
// one alive, with all that was in flight at the time, until the next full collection. Measured: docs/internals/performance.md.

/** A thing that can be on one roster. */
export interface Seated {
  /** Its place there; `noSeat` while it is on none. Written by the roster only. */
  seat: number
}

export const noSeat = -1

export interface Roster<T extends Seated> {
  /** Adding one that is there already changes nothing. */
  add(item: T): void
  /** Removing one that is not there changes nothing. */
  remove(item: T): void
  readonly size: number
  /** Who is there now, in no order, as a list of its own: members may leave while it is walked. */
  members(): readonly T[]
}

export function createRoster<T extends Seated>(): Roster<T> {
  const items: T[] = []
  return {
    add(item) {
      if (item.seat === noSeat) item.seat = items.push(item) - 1
    },
    remove(item) {
      const seat = item.seat
      if (seat === noSeat) return
      item.seat = noSeat
      const last = items.pop() as T
      if (last === item) return
      items[seat] = last
      last.seat = seat
    },
    get size() {
      return items.length
    },
    members: () => items.slice(),
  }
}
