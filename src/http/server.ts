// The HTTP server: sockets in, dispatched calls out, and an orderly end. Knows nothing of money, models or keys.
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer } from '../base/node-http.ts'
import { createRoster, noSeat, type Roster } from '../base/roster.ts'
import type { Clock } from '../base/clock.ts'
import type { RequestId } from '../contract/ids.ts'
import { type Problem, problem } from '../contract/problems.ts'
import type { Log } from '../gateway/deps.ts'
import { createBodyBudget } from './body-budget.ts'
import { answerControl, type ControlApp } from './control-adapter.ts'
import { clientDialect } from './client-dialect.ts'
import { preflightHeaders } from './cors.ts'
import { answerWithFile, type DashboardFiles, withOwnAddress } from './dashboard-files.ts'
import type { ClientRequest, ClientResponse } from './exchange.ts'
import { HttpCall, type Wire } from './http-call.ts'
import type { HttpLimits } from './limits.ts'
import { type MetricsSource, metricsRefusal, metricsType } from './metrics-server.ts'
import { openPlainConnections, type PlainConnections } from './plain-connections.ts'
import type { PlainRequest, PlainResponse } from './plain-exchange.ts'
import { readHead, type RequestHead } from './request-head.ts'
import { type DataPlane, dispatch, insteadOfPage, pageFolder, type PublicRoute, type RouteMatch } from './routes.ts'
import { createSweeper } from './sweeper.ts'
import { problemOnRawSocket } from './write-problem.ts'
import { writeFault, writeProblem, writeReply, writeWhole } from './write-reply.ts'

export interface ServerOptions {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly limits: HttpLimits
  /** How many proxies in front of us are trusted to name the client in X-Forwarded-For; 0: none. */
  readonly trustProxyHops: number
  readonly clock: Clock
  readonly log: Log
  readonly newRequestId: () => RequestId
  readonly dataPlane: DataPlane
  readonly control: ControlApp
  readonly dashboard: DashboardFiles
  /** Where people reach this server, without a slash at the end; asked for once it listens. */
  readonly publicUrl: () => string
  readonly metrics: MetricsSource
  /** The document with the public keys of receipts, as JSON text. */
  readonly receiptKeys: () => string
  /** Why this server should get no traffic now, as a sentence; null when it is ready. */
  readonly notReady: () => string | null
}

export interface HttpServer {
  readonly port: number
  /** Answers that have not ended, streams included. */
  openAnswers(): number
  /** Readiness goes off and every answer closes its connection; requests are still served. */
  startDraining(): void
  /** No new connections; resolves when every open answer has ended, or after `deadlineMs`, when the rest is cut. Says how many were cut. */
  close(deadlineMs: number): Promise<number>
}

/** Rejects with the system's error (`EADDRINUSE`, `EACCES`, ...) when it cannot listen. */
export function startServer(options: ServerOptions): Promise<HttpServer> {
  const { limits, clock, log } = options
  const wire: Wire = {
    limits,
    clock,
    log,
    newRequestId: options.newRequestId,
    trustProxyHops: options.trustProxyHops,
    bodies: createBodyBudget(limits.bodiesBytesMax, limits.bodiesBytesPerClientMax),
    sweeper: createSweeper(limits.sweepMs, () => clock.elapsed()),
    draining: false,
    lingers: 0,
  }
  const open = createRoster<HttpCall>()
  const server = createServer({
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: limits.headersMs,
    // A backstop for uploads that nobody reads; bodies that are read have their own clock.
    requestTimeout: limits.headersMs + Math.max(limits.bodyMs, limits.uploadMs),
    connectionsCheckingInterval: limits.sweepMs,
    keepAliveTimeout: limits.keepAliveMs,
    highWaterMark: limits.unsentBytesMax,
    // Checked in readHead instead: node's own refusal has no request ID.
    requireHostHeader: false,
    // No protocol is ever switched to; readHead refuses those who ask.
    shouldUpgradeCallback: () => false,
    keepAlive: true,
    keepAliveInitialDelay: limits.heartbeatMs,
  })
  server.maxHeadersCount = limits.headersMax + 1
  // Of a socket on which nothing moves: node destroys an idle one, `cutUnread` decides about one that owes an answer.
  server.timeout = limits.noProgressMs
  server.maxConnections = limits.connectionsMax

  const closed = (call: HttpCall): void => {
    open.remove(call)
    if (wire.draining) setImmediate(() => server.closeIdleConnections())
  }
  const openCall = (req: ClientRequest, res: ClientResponse, more: { head: RequestHead; awaitsContinue: boolean }): HttpCall => {
    const call = new HttpCall(wire, req, res, { ...more, closed })
    open.add(call)
    return call
  }
  const begin = (req: IncomingMessage, res: ServerResponse, awaitsContinue: boolean): void => {
    const head = readHead(req, limits.headersMax)
    const call = openCall(req, res, { head, awaitsContinue })
    res.on('timeout', cutUnread)
    if (head.fault === undefined) return serve(options, call)
    call.closeAfter = true
    writeProblem(call, head.fault)
  }
  const plain = plainConnections(server, wire, (req, res) => {
    const value = req.headers['authorization']
    const head = { fault: undefined, authorizations: value === undefined ? [] : [value] }
    serve(options, openCall(req, res, { head, awaitsContinue: false }))
  })
  server.on('request', (req, res) => begin(req, res, false))
  server.on('checkContinue', (req, res) => begin(req, res, true))
  server.on('checkExpectation', (req, res) => begin(req, res, false))
  server.on('connect', (_req, socket) =>
    refuseOnSocket(wire, socket, problem('method_not_allowed', 'CONNECT is not served.', { allow: ['GET', 'POST'] })),
  )
  server.on('clientError', (fault: NodeJS.ErrnoException, socket) => refuseOnSocket(wire, socket, unreadable(fault.code)))
  return listen(server, options).then((port) => ({
    port,
    openAnswers: () => open.size,
    startDraining: () => void (wire.draining = true),
    close: (deadlineMs) => closeServer(server, { wire, open, plain, deadlineMs }),
  }))
}

/** Takes each connection before node's server does, and gives it back as soon as it carries anything but plain requests. */
function plainConnections(server: Server, wire: Wire, begin: (request: PlainRequest, response: PlainResponse) => void): PlainConnections {
  const { limits, clock, sweeper } = wire
  const nodes = server.listeners('connection') as ((socket: Socket) => void)[]
  const plain = openPlainConnections({
    limits,
    keepAlive: `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(limits.keepAliveMs / 1_000)}\r\n`,
    now: () => clock.now(),
    elapsed: () => clock.elapsed(),
    begin,
    handOver(socket, bytes) {
      socket.pause()
      for (const take of nodes) take.call(server, socket)
      socket.unshift(bytes)
      socket.resume()
    },
    tooSlow: (socket) => refuseOnSocket(wire, socket, unreadable('ERR_HTTP_REQUEST_TIMEOUT')),
    draining: () => wire.draining,
  })
  server.removeAllListeners('connection').on('connection', plain.add)
  sweeper.watch({ seat: noSeat, sweep: plain.sweep })
  return plain
}

/** An answer that waits for its upstream is left alone; one that the client does not read is cut, however small and however deep in a pipeline. */
function cutUnread(this: ServerResponse): void {
  if (this.socket !== null && this.socket.writableLength > 0) this.socket.destroy()
}

function serve(options: ServerOptions, call: HttpCall): void {
  const { req } = call
  const found = dispatch(req.method ?? '', req.url ?? '')
  if (found.kind === 'preflight') {
    writeWhole(call, 204, preflightHeaders(call.header('access-control-request-headers'), found.allow), '')
    return
  }
  call.crossOrigin = found.crossOrigin
  call.dialect = clientDialect(req.url ?? '', (name) => call.header(name))
  if (found.kind === 'refused') return writeProblem(call, found.problem)
  const { route, match } = found
  switch (route.auth) {
    case 'key':
      call.endpoint = route.endpoint
      route.handle(options.dataPlane, call, match).then(
        (reply) => write(call, reply),
        (fault) => writeFault(call, fault),
      )
      return
    case 'control':
      void answerControl(call, options.control)
      return
    case 'metrics':
      return serveMetrics(options, call)
    case 'public':
      servePublic(options, call, { serves: route.serves, rest: match.rest })
  }
}

function serveMetrics({ metrics }: ServerOptions, call: HttpCall): void {
  const refusal = metricsRefusal(metrics, call.header('authorization'))
  if (refusal !== null) return writeProblem(call, refusal)
  writeWhole(call, 200, ['content-type', metricsType, 'cache-control', 'no-store'], metrics.text())
}

function write(call: HttpCall, reply: Parameters<typeof writeReply>[1]): void {
  try {
    writeReply(call, reply)
  } catch (fault) {
    if (reply.kind === 'json' && !call.res.headersSent) reply.undelivered?.('gateway_error')
    writeFault(call, fault)
  }
}

function servePublic(
  options: ServerOptions,
  call: HttpCall,
  { serves, rest }: Pick<PublicRoute, 'serves'> & Pick<RouteMatch, 'rest'>,
): void {
  if (serves === 'health')
    return writeWhole(call, 200, ['content-type', 'application/json', 'cache-control', 'no-store'], '{"status":"ok"}\n')
  if (serves === 'receipt_keys')
    return writeWhole(call, 200, ['content-type', 'application/json', 'cache-control', 'max-age=300'], options.receiptKeys())
  if (serves === 'readiness') {
    const reason = call.wire.draining ? 'This server is stopping.' : options.notReady()
    if (reason !== null) return writeProblem(call, problem('upstream_unavailable', reason, { class: 'gateway' }))
    return writeWhole(call, 200, ['content-type', 'application/json', 'cache-control', 'no-store'], '{"status":"ready"}\n')
  }
  const hint = serves.file.startsWith(pageFolder) && insteadOfPage(call.req.method ?? '', call.req.url ?? '', call.header('accept') ?? '')
  if (hint) return writeProblem(call, hint)
  const wanted = serves.file.replace('{id}', rest)
  const name = [wanted, ...(serves.otherwise ?? [])].find((one) => options.dashboard.has(one))
  const file = name === undefined ? undefined : options.dashboard.get(name)
  if (name === undefined || file === undefined) return writeProblem(call, problem('not_found', 'No such page.'))
  const { headers, bytes } = answerWithFile(name, withOwnAddress(name, file, options.publicUrl()), call.header('accept-encoding') ?? '')
  writeWhole(call, 200, headers, bytes)
}

/** What node's parser could not read, in our words; its own reasons can quote the client's bytes. */
function unreadable(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') return problem('invalid_request', 'The request head is too large.')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return problem('invalid_request', 'The request arrived too slowly.')
  return problem('invalid_request', 'This is not a well-formed HTTP/1.1 request.')
}

function refuseOnSocket(wire: Wire, socket: Duplex, refusal: Problem): void {
  const answering = (socket as Socket & { _httpMessage?: ServerResponse })._httpMessage
  if (!socket.writable || answering?.headersSent === true) {
    socket.destroy()
    return
  }
  socket.on('error', () => socket.destroy())
  socket.end(problemOnRawSocket(refusal, wire.newRequestId()), () => socket.destroy())
}

function listen(server: Server, { host, port }: ServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

async function closeServer(
  server: Server,
  more: { wire: Wire; open: Roster<HttpCall>; plain: PlainConnections; deadlineMs: number },
): Promise<number> {
  const { wire, open, plain, deadlineMs } = more
  wire.draining = true
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  plain.closeIdle()
  let cut = 0
  const timer = setTimeout(() => {
    cut = open.size
    server.closeAllConnections()
    plain.closeAll()
  }, deadlineMs)
  await closed
  clearTimeout(timer)
  // The server says `closed` a turn before its answers do: until then nobody has told the gateway that those clients are gone.
  while (open.size > 0) await new Promise((resolve) => setImmediate(resolve))
  wire.sweeper.stop()
  return cut
}
