// Opens one socket to an origin: address guard, TLS, one clock over all of it. Knows no HTTP and no credentials.
import { lookup as systemLookup } from 'node:dns'
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { guardLookup, isGlobalUnicast, type LookupAll } from './address-guard.ts'
import { ConnectFault, type ConnectStage, connectFaultOf } from './failure-of-error.ts'

export interface ConnectSettings {
  /** Milliseconds for name, TCP and TLS together. */
  readonly timeoutMs: number
  /** True: any address will do. False: the connected address must be public. */
  readonly allowPrivate: boolean
  /** PEM certificates to trust instead of the system's list. */
  readonly authorities: readonly string[] | undefined
  /** Who turns names into addresses; the system when absent. */
  readonly lookup?: LookupAll | undefined
}

/** Where to: the parts of an origin as a URL names them, IPv6 addresses without their brackets. */
export interface ConnectTarget {
  readonly hostname: string
  readonly protocol: string
  readonly port: string
}

export type Connected = (...answer: [null, Socket] | [Error, null]) => void

/** Opens one more socket to an origin; null: it was refused before there was one, and `connected` is told. */
export type Connector = (connected: Connected) => Socket | null

/** TCP keep-alive probes find a peer that lost its power under a silent stream. */
const probeAfterMs = 30_000

/** Makes the function that opens sockets for one origin; it remembers the last TLS session to make the next handshake short. */
export function createConnector(target: ConnectTarget, settings: ConnectSettings): Connector {
  const refusal = () => new ConnectFault('address_refused')
  const resolve: LookupAll = settings.lookup ?? systemLookup
  const lookup = settings.allowPrivate ? resolve : guardLookup(resolve, refusal)
  let session: Buffer | undefined

  return (connected) => {
    if (!settings.allowPrivate && isIP(target.hostname) !== 0 && !isGlobalUnicast(target.hostname)) {
      queueMicrotask(() => connected(refusal(), null))
      return null
    }
    const secure = target.protocol === 'https:'
    const socket = secure ? openTls(target, lookup, settings.authorities, session) : openTcp(target, lookup)
    if (secure) socket.on('session', (latest: Buffer) => void (session = latest))
    socket.setNoDelay(true)
    socket.setKeepAlive(true, probeAfterMs)
    watch(socket, secure, settings, connected)
    return socket
  }
}

function openTcp(target: ConnectTarget, lookup: LookupAll | ReturnType<typeof guardLookup>): Socket {
  return connectTcp({ host: target.hostname, port: Number(target.port || 80), lookup: lookup as never })
}

function openTls(
  target: ConnectTarget,
  lookup: LookupAll | ReturnType<typeof guardLookup>,
  authorities: readonly string[] | undefined,
  session: Buffer | undefined,
): TLSSocket {
  const name = isIP(target.hostname) === 0 ? target.hostname : ''
  return connectTls({
    host: target.hostname,
    port: Number(target.port || 443),
    lookup: lookup as never,
    servername: name,
    ALPNProtocols: ['http/1.1'],
    // Said aloud, so that no environment variable can switch it off.
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(authorities === undefined ? {} : { ca: [...authorities] }),
    ...(session === undefined ? {} : { session }),
  })
}

/** Tells `connected` exactly once how the attempt ended. */
function watch(socket: Socket, secure: boolean, settings: ConnectSettings, connected: Connected): void {
  let stage: ConnectStage = 'address'
  let over = false
  const timer = setTimeout(() => socket.destroy(new ConnectFault('connect_timeout')), settings.timeoutMs)

  const fail = (error: unknown): void => {
    if (over) return
    over = true
    clearTimeout(timer)
    connected(connectFaultOf(error, stage), null)
  }
  const stand = (): void => {
    if (over) return
    over = true
    clearTimeout(timer)
    connected(null, socket)
  }
  socket.on('error', fail)
  socket.once('close', () => fail(new ConnectFault(stage === 'handshake' ? 'tls_failure' : 'connect_refused')))
  socket.once('connect', () => {
    stage = 'handshake'
    // The look-up was checked already; this holds for whatever else may have chosen the address.
    if (!settings.allowPrivate && !isGlobalUnicast(socket.remoteAddress ?? ''))
      return void socket.destroy(new ConnectFault('address_refused'))
    if (!secure) stand()
  })
  if (secure) socket.once('secureConnect', stand)
}
