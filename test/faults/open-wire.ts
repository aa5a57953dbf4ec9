// The way to one client during one call: sends with back-pressure and notices when the client leaves. Knows no behaviours.
import type { Socket } from 'node:net'
import { Left, type Wire } from './play-behaviour.ts'

export interface OpenWire extends Wire {
  /** Bytes handed to the socket for this call. */
  bytesSent(): number
  /** Takes its listeners off the socket, which may serve further calls. */
  done(): void
}

interface WireGiven {
  readonly authorization: string
  readonly stopListening: () => void
  /** What a pause waits for beyond its time. */
  readonly held: () => Promise<void> | undefined
}

export function openWire(socket: Socket, given: WireGiven): OpenWire {
  let sent = 0
  let resetByUs = false
  const left = Promise.withResolvers<never>()
  // Nobody may be waiting at the moment when the client leaves.
  left.promise.catch(() => {})
  const leave = (): void => void (resetByUs || left.reject(new Left()))
  if (socket.destroyed) leave()
  // A half-close is a client that will not read on: the same as one that left.
  socket.once('close', leave)
  socket.once('end', leave)
  return {
    authorization: given.authorization,
    stopListening: given.stopListening,
    bytesSent: () => sent,
    done() {
      socket.off('close', leave)
      socket.off('end', leave)
    },
    untilLeft: () => left.promise,
    async send(bytes) {
      if (socket.destroyed || socket.readableEnded) throw new Left()
      sent += Buffer.byteLength(bytes)
      if (socket.write(bytes)) return
      const drained = Promise.withResolvers<void>()
      socket.once('drain', drained.resolve)
      await Promise.race([drained.promise, left.promise]).finally(() => socket.off('drain', drained.resolve))
    },
    async pause(ms) {
      const over = Promise.withResolvers<void>()
      const timer = setTimeout(over.resolve, ms)
      await Promise.race([over.promise, left.promise]).finally(() => clearTimeout(timer))
      await Promise.race([given.held(), left.promise])
    },
    reset() {
      resetByUs = true
      // What was written before must be on its way first: a reset discards what is still queued here.
      if (socket.writableLength === 0) socket.resetAndDestroy()
      else socket.write('', () => socket.resetAndDestroy())
    },
  }
}
