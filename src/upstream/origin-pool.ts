// The sockets to one origin: who is idle, who is busy, how many there may be. Knows no requests and no answers.
import type { Socket } from 'node:net'
import Client from 'undici/lib/dispatcher/client.js'
import { type ConnectSettings, createConnector } from './connect.ts'
import { dropContinue } from './interim-response.ts'

export interface PoolSettings extends ConnectSettings {
  /** Requests in flight at once; one socket each. */
  readonly socketsMax: number
  /** How long an idle socket is kept, milliseconds. A server's own keep-alive hint wins when it is shorter. */
  readonly keepIdleMs: number
}

/** One connection's place: undici's client holds at most one socket and opens the next one by itself. */
export interface Slot {
  readonly client: Client
  /** The socket that connects or stands; null before the first. */
  socket: Socket | null
  /** True from the request until the final head: the next byte begins an answer. */
  awaitingHead: boolean
  /** True once the socket broke instead of ending. */
  broken: boolean
  /** Place among the idle ones; -1 while busy. */
  idleAt: number
}

export interface OriginPool {
  /** A free place, or null when all `socketsMax` are busy. Ends with exactly one of `putBack` and `discard`. */
  take(): Slot | null
  /** The exchange ended cleanly: its socket serves the next one. */
  putBack(slot: Slot): void
  /** The exchange broke: its socket is closed at once. */
  discard(slot: Slot): void
  readonly busy: number
  readonly idle: number
  close(): Promise<void>
}

// undici's `destroy` wants a listener, or it builds a promise that nobody reads.
const nobody = (): void => {}

/**
 * A stack of idle clients instead of undici's own Pool: taking one costs the same with ten and with ten thousand open streams,
 * the most recently used socket is the least likely to be stale, and a request that cannot have a socket is refused, not queued.
 */
export function createOriginPool(origin: string, settings: PoolSettings): OriginPool {
  const connect = createConnector(settings)
  const idle: Slot[] = []
  const all = new Set<Slot>()
  let busy = 0

  const leaveIdle = (slot: Slot): void => {
    const last = idle.pop()
    if (last !== undefined && last !== slot) {
      idle[slot.idleAt] = last
      last.idleAt = slot.idleAt
    }
    slot.idleAt = -1
  }
  const end = (slot: Slot): void => {
    all.delete(slot)
    // With an error: a bare close would count as the end of an answer that only its connection ends, in a client that was told it is aborted.
    slot.socket?.destroy(new Error('discarded'))
    // Not within undici's own callback, from where we may have been called.
    queueMicrotask(() => slot.client.destroy(null, nobody))
  }
  const open = (): Slot => {
    const slot = openSlot(origin, settings, connect)
    slot.client.on('disconnect', () => {
      if (slot.idleAt < 0) return
      leaveIdle(slot)
      end(slot)
    })
    all.add(slot)
    return slot
  }

  return {
    take() {
      if (busy >= settings.socketsMax) return null
      busy += 1
      const slot = idle.at(-1)
      if (slot === undefined) return open()
      leaveIdle(slot)
      return slot
    },
    putBack(slot) {
      busy -= 1
      slot.idleAt = idle.push(slot) - 1
    },
    discard(slot) {
      busy -= 1
      end(slot)
    },
    get busy() {
      return busy
    },
    get idle() {
      return idle.length
    },
    async close() {
      const slots = [...all]
      all.clear()
      idle.length = 0
      await Promise.all(slots.map((slot) => slot.client.destroy()))
    },
  }
}

function openSlot(origin: string, settings: PoolSettings, connect: ReturnType<typeof createConnector>): Slot {
  const client = new Client(origin, {
    allowH2: false,
    pipelining: 1,
    keepAliveTimeout: settings.keepIdleMs,
    // The gateway owns the clocks of an exchange; two owners would disagree.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (target, connected) => {
      slot.broken = false
      slot.socket = connect(target, (...answer) => {
        if (answer[1] !== null) adopt(slot, answer[1])
        connected(...answer)
      })
    },
  })
  const slot: Slot = { client, socket: null, awaitingHead: false, broken: false, idleAt: -1 }
  return slot
}

function adopt(slot: Slot, socket: Socket): void {
  // Ours runs before undici's, which takes a reset for the proper end of a body that has no announced length.
  socket.prependListener('error', () => void (slot.broken = true))
  dropContinue(socket, () => slot.awaitingHead)
}
