// The composition root: configuration in, a serving NexoRouter out. The only place that builds everything; decides nothing else.
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Clock } from './base/clock.ts'
import { uuid7 } from './base/uuid7.ts'
import type { FirstRun } from './cli/first-run.ts'
import { openLocalControl } from './cli/local-control.ts'
import type { Config } from './config.ts'
import { asId, type RequestId } from './contract/ids.ts'
import { nanoPerUsd } from './contract/money.ts'
import { createFirstAccount, type FirstAccount } from './control/accounts/create-first-account.ts'
import type { ControlDeps } from './control/control-deps.ts'
import { publishing } from './control/usage/usage-feed.ts'
import type { GatewayDeps, Log } from './gateway/deps.ts'
import { type Gateway, openGateway } from './gateway/open-gateway.ts'
import { readDashboardFiles } from './http/dashboard-files.ts'
import { defaultHttpLimits, type HttpLimits } from './http/limits.ts'
import { type HttpServer, startServer } from './http/server.ts'
import type { RecoveryReport } from './ledger/ledger-store.ts'
import { createLimiter } from './limits/open-limiter.ts'
import { startAlerts } from './main-billing.ts'
import { diskRefuses, watchDisk } from './main-disk-watch.ts'
import { bracketed, publicUrlOf } from './main-address.ts'
import { firstModel, type House, openHouse, type Surroundings } from './main-house.ts'
import { localControl } from './main-local-control.ts'
import { type Figures, openFigures } from './main-metrics.ts'
import { sweepIdempotency } from './main-idempotency.ts'
import { sweepResponses } from './main-kept-responses.ts'
import { type RouteMemory, watchedRouteMemory } from './main-routing.ts'
import { scheduleVerification } from './main-verify.ts'
import { createLearnedBound } from './pricing/learned-bound.ts'
import { openUpstream } from './upstream/open-upstream.ts'
import type { SendUpstream } from './upstream/send.ts'

export interface RunningServer {
  /** Where it listens, without a trailing slash: `http://127.0.0.1:3001`. */
  readonly url: string
  /** Where people reach it: NEXOROUTER_PUBLIC_URL, or `http://localhost:3001`. */
  readonly publicUrl: string
  readonly port: number
  /** The secrets of a first start; null on every later one. */
  readonly firstRun: FirstRun | null
  /** A model that a first request can name; null when none can be called. */
  readonly firstModel: string | null
  readonly recovery: RecoveryReport
  /** Stops admitting, lets open requests end within `drainMs`, closes everything. Says how many were cut. Idempotent. */
  stop(): Promise<number>
}

/** Made by `npm run build:dashboard`. The same place seen from src/ and from a bundle in dist/. */
const dashboardFolder = fileURLToPath(new URL('../dashboard/dist', import.meta.url))
/** Key and account windows remembered; one takes about 200 bytes. */
const limitSubjectsMax = 100_000
/** How long a stopping server waits for its last records to become durable; a healthy disk needs milliseconds. */
const lastWritesMs = 3_000
/** How often a stopping server looks whether the last answer has ended. */
/** For the last words of cut streams to leave. */
const lastWordMs = 500
const drainLookMs = 20
/** Pairs of account and model whose ratio is learned; one takes about 1 kB. */
const learnedPairsMax = 10_000

/**
 * Opens the data, recovers what a crash left, and only then listens. On a failure everything that was opened is closed again.
 * `beforeReady` keeps or shows the secrets of a first start, before they are stored: what it cannot keep is not made. /readyz says no until then.
 */
export async function startNexoRouter(
  config: Config,
  around: Surroundings,
  beforeReady: (server: RunningServer) => void = () => {},
): Promise<RunningServer> {
  const house = await openHouse(config, around)
  const opened: (() => Promise<unknown>)[] = [() => house.close()]
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) await close()
  }
  try {
    return await startInside(house, { config, around, opened, closeAll, beforeReady })
  } catch (error) {
    await closeAll()
    throw error
  }
}

interface Starting {
  readonly config: Config
  readonly around: Surroundings
  readonly opened: (() => Promise<unknown>)[]
  readonly closeAll: () => Promise<void>
  readonly beforeReady: (server: RunningServer) => void
}

async function startInside(house: House, starting: Starting): Promise<RunningServer> {
  const { config, around, opened, closeAll, beforeReady } = starting
  const recovery = await house.store.recover(around.clock.now())
  reportRecovery(recovery, around.log)
  opened.push(sweeping(house, around), watchDisk(house.store, config.dataFolder, around.log))
  await house.startDemo()
  let stopping: Promise<number> | undefined
  let ready = false
  let publicUrl = publicUrlOf(config, config.values.port)
  const draining = (): boolean => stopping !== undefined

  const { values } = config
  const upstream = upstreamOf(config, around)
  opened.push(() => upstream.close())
  const memory = watchedRouteMemory(house, upstream.send, around)
  opened.push(memory.close)
  const figures = openFigures(house.store, values, around)
  opened.push(() => figures.close())
  const gateway = openGateway(gatewayDeps(house, { config, around, send: upstream.send, draining, figures, memory }))
  // What it still has to write waits for a disk that may stay full; then the store's own end decides, and the next start recovers.
  opened.push(() => Promise.race([gateway.close(), sleep(lastWritesMs, undefined, { ref: false })]))
  const { ledgerState, load } = figures
  const control = house.openControl({ publicUrl: () => publicUrl, recovery, send: upstream.send, draining, ledgerState, load, memory })
  const http = await startServer({
    host: values.host,
    port: values.port,
    limits: httpLimits(config),
    trustProxyHops: values.trustProxy,
    clock: around.clock,
    log: around.log,
    newRequestId: () => asId<RequestId>(uuid7(around.clock.now())),
    dataPlane: gateway,
    control: control.app,
    dashboard: readDashboardFiles(dashboardFolder),
    publicUrl: () => publicUrl,
    metrics: figures.source,
    receiptKeys: house.receiptKeys,
    notReady: () => (ready ? notReady(house) : 'This server is starting.'),
  })
  opened.push(() => http.close(0))
  await figures.show({ streams: gateway.openStreams, answers: http.openAnswers })
  publicUrl = publicUrlOf(config, http.port)
  const url = `http://${bracketed(values.host)}:${http.port}`
  const local = await openLocalControl(config.dataFolder, url, localControl(control.app, house, around))
  opened.push(() => local.close(), startAlerts(control.deps, around.log), verifying(control.deps, config, around))
  // Only now: had the address been taken, the secrets would have been made and never shown.
  const runningWith = (first: FirstAccount | null): RunningServer => ({
    url,
    publicUrl,
    port: http.port,
    firstRun: first === null ? null : firstRunOf(first),
    firstModel: firstModel(house.catalog()),
    recovery,
    stop() {
      stopping ??= stop(http, gateway, values.drainMs, around.clock).then(async (cut) => {
        await closeAll()
        return cut
      })
      return stopping
    },
  })
  let running: RunningServer | undefined
  const keep = (first: FirstAccount | null): RunningServer => {
    running = runningWith(first)
    beforeReady(running)
    return running
  }
  await createFirstAccount(control.deps, keep)
  running ??= keep(null)
  ready = true
  return running
}

function verifying({ verifier, store }: ControlDeps, { values }: Config, { clock, log }: Surroundings): () => Promise<void> {
  return scheduleVerification({ verifier, store, clock, log, intervalHours: values.verifyIntervalHours })
}

/** Forgets kept answers when their time is over; gives the way to end that. */
function sweeping({ store }: House, { clock, log }: Surroundings): () => Promise<void> {
  const stops = [sweepIdempotency(store, clock, log), sweepResponses(store, clock, log)]
  return async () => stops.forEach((stop) => stop())
}

function upstreamOf({ values, aws }: Config, { version, clock, log }: Surroundings): ReturnType<typeof openUpstream> {
  const { connectMs, socketsPerOriginMax } = values
  const warn = (sentence: string): void => log.warn({}, sentence)
  return openUpstream({ connectTimeoutMs: connectMs, socketsPerOriginMax, version, aws, warn, nowMs: () => clock.now() })
}

interface GatewayParts {
  readonly config: Config
  readonly around: Surroundings
  readonly send: SendUpstream
  readonly draining: () => boolean
  readonly figures: Figures
  readonly memory: RouteMemory
}

function gatewayDeps(house: House, { config, around, send, draining, figures, memory }: GatewayParts): GatewayDeps {
  const { clock, log } = around
  return {
    clock,
    ledger: publishing(figures.ledger, house.usageStreams.feed),
    usage: house.store,
    idempotency: house.idempotency,
    responses: house.responses,
    keys: house.store,
    keySpend: (account, key) => house.store.getKey(account, key),
    hashSecret: house.hashSecret,
    limiter: createLimiter({ subjectsMax: limitSubjectsMax }),
    learned: figures.learned(createLearnedBound({ pairsMax: learnedPairsMax, accountsMax: learnedPairsMax, absorbedNanoMax: nanoPerUsd })),
    catalog: house.catalog,
    targets: house.targets,
    send,
    health: memory.health,
    speeds: memory.speeds,
    settings: { ...config.gateway, instanceId: randomBytes(16).toString('hex') },
    log,
    newRequestId: () => asId<RequestId>(uuid7(clock.now())),
    random: Math.random,
    draining,
  }
}

function notReady({ store }: House): string | null {
  if (store.failure() === null && store.load().retrying > 0) return diskRefuses
  return store.failure() ?? (store.saturated() ? 'The store has more to write than it may queue.' : null)
}

function firstRunOf(first: FirstAccount): FirstRun {
  return { apiKey: first.apiKey.reveal(), managementKey: first.managementKey.reveal(), setupUrl: first.setupUrl.reveal() }
}

/** Until the open answers have ended the port stays open: who comes meanwhile meets a refusal and a readiness of 503, not a closed door. */
/** Streams that are still open at the deadline get a last word; what cannot even take that is cut. */
async function stop(http: HttpServer, gateway: Gateway, drainMs: number, clock: Clock): Promise<number> {
  http.startDraining()
  const deadline = clock.elapsed() + drainMs
  while (http.openAnswers() > 0 && clock.elapsed() < deadline) await sleep(drainLookMs)
  const cut = http.openAnswers()
  gateway.cutStreams()
  const late = await http.close(cut > 0 ? lastWordMs : 0)
  return Math.max(cut, late)
}

function reportRecovery(recovery: RecoveryReport, log: Log): void {
  const { epoch, settled, voided, durationMs } = recovery
  const fields = { epoch, settled, voided, charged_nano: String(recovery.chargedNano), duration_ms: Math.round(durationMs) }
  if (settled + voided > 0) log.warn(fields, 'requests that a crash cut off were settled')
  if (recovery.mismatches.length > 0)
    log.error(
      { first: recovery.mismatches[0]?.invariant, count: recovery.mismatches.length },
      'the books do not balance: nothing is admitted',
    )
}

function httpLimits(config: Config): HttpLimits {
  const { values } = config
  return {
    ...defaultHttpLimits,
    headersMs: values.headersMs,
    bodyBytesMax: values.bodyBytesMax,
    bodyMs: values.bodyMs,
    bodiesBytesMax: values.bodiesBytesMax,
    bodiesBytesPerClientMax: values.bodiesBytesPerClientMax,
    unsentBytesMax: values.unsentBytesMax,
    heartbeatMs: values.heartbeatMs,
    noProgressMs: values.noProgressMs,
    keepAliveMs: values.keepAliveMs,
    connectionsMax: values.connectionsMax,
  }
}
