// The sockets to one origin: who is idle, who is busy, how many there may be. Knows no requests and no answers.
import { type ConnectSettings, createConnector } from './connect.ts'
import { Connection } from './connection.ts'

export interface PoolSettings extends ConnectSettings {
  /** Requests in flight at once; one socket each. */
  readonly socketsMax: number
  /** How long an idle socket is kept, milliseconds. A server's own keep-alive hint wins when it is shorter. */
  readonly keepIdleMs: number
}

export interface OriginPool {
  /** A free connection for one exchange, or null when all `socketsMax` are busy. It comes back by itself when that is over. */
  take(): Connection | null
  readonly busy: number
  readonly idle: number
  close(): void
}

/** Idle sockets are looked through this often, so this is how exact `keepIdleMs` is. */
const sweepMs = 1_000

/**
 * A stack of idle connections: taking one costs the same with ten and with ten thousand open streams, the most recently used
 * socket is the least likely to be stale, and a request that cannot have a socket is refused, not queued.
 */
export function createOriginPool(origin: string, settings: PoolSettings): OriginPool {
  const { hostname, protocol, port } = new URL(origin)
  // A URL keeps the brackets of an IPv6 address; sockets want none.
  const connect = createConnector({ hostname: hostname.replace(/^\[|\]$/g, ''), protocol, port }, settings)
  const sweepsMax = Math.max(1, Math.floor(settings.keepIdleMs / sweepMs))
  const idle: Connection[] = []
  const all = new Set<Connection>()
  let busy = 0

  const leaveIdle = (connection: Connection): void => {
    const last = idle.pop()
    if (last !== undefined && last !== connection) {
      idle[connection.idleAt] = last
      last.idleAt = connection.idleAt
    }
    connection.idleAt = -1
  }
  const home = {
    connect,
    rested(connection: Connection, keepSeconds: number | null) {
      busy -= 1
      // A second less than the server says: its clock started before ours.
      connection.sweepsLeft = keepSeconds === null ? sweepsMax : Math.min(sweepsMax, keepSeconds - 1)
      connection.idleAt = idle.push(connection) - 1
      if (connection.sweepsLeft < 1) connection.close()
    },
    lost(connection: Connection) {
      all.delete(connection)
      if (connection.idleAt >= 0) leaveIdle(connection)
      else busy -= 1
    },
  }
  const sweeping = setInterval(() => {
    // From the end, because closing one puts the last in its place.
    for (let at = idle.length - 1; at >= 0; at--) {
      const connection = idle[at]
      if (connection === undefined) continue
      connection.sweepsLeft -= 1
      if (connection.sweepsLeft < 1) connection.close()
    }
  }, sweepMs)
  sweeping.unref()

  return {
    take() {
      if (busy >= settings.socketsMax) return null
      busy += 1
      const rested = idle.at(-1)
      if (rested !== undefined) {
        leaveIdle(rested)
        return rested
      }
      const connection = new Connection(home)
      all.add(connection)
      return connection
    },
    get busy() {
      return busy
    },
    get idle() {
      return idle.length
    },
    close() {
      clearInterval(sweeping)
      for (const connection of [...all]) connection.cut()
    },
  }
}
