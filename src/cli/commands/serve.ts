// `serve`: starts the server, says what a person needs to know, and ends it in order. Builds nothing; main.ts does.
import type { Config } from '../../config.ts'
import { type RunningServer, startNexoRouter } from '../../main.ts'
import { openLog } from '../../telemetry/log.ts'
import { type CliContext, configOf, type SettingFlags } from '../context.ts'
import { firstRunBlock, writeFirstRunFile } from '../first-run.ts'
import { paint } from '../output.ts'
import { pastedCommand } from '../pasted-command.ts'
import { tuneEngine } from '../tune-engine.ts'
import { readVersion } from '../version.ts'

/** A terminal sends an interrupt to the launcher and to us, and the launcher passes it on: closer together than this is one signal. */
const sameSignalMs = 250

/** Resolves when the server has stopped. */
export async function serve(context: CliContext, flags: SettingFlags): Promise<void> {
  tuneEngine()
  const config = configOf(context, flags)
  const log = openLog({ level: config.values.logLevel, write: context.terminal.err })
  crashOnFault(log)
  for (const warning of config.warnings) log.warn({}, warning)
  const stopped = stopSignal(context, log)
  const onStoreLost = (sentence: string): void => {
    log.error({ cause: sentence }, 'the store lost a thread: this server stops, and the next start recovers')
    process.exit(1)
  }
  const around = { clock: context.clock, log, version: readVersion(), onStoreLost }
  const server = await startNexoRouter(config, around, (started) => greet(context, flags, { config, server: started }))
  warnAboutExposure(config, log)
  log.info({ url: server.url, data: config.dataFolder, config: config.configFile, epoch: server.recovery.epoch }, 'listening')
  const signal = await stopped
  log.info({ signal, drain_ms: config.values.drainMs }, 'stopping: open requests may end, new ones are refused')
  const cut = await server.stop()
  log.info({ cut }, 'stopped')
}

/** Continuing after a fault of ours could write wrong books; the next start recovers. */
function crashOnFault(log: ReturnType<typeof openLog>): void {
  const crash = (error: unknown): void => {
    log.error({ err: error }, 'a fault of this program: it stops, and the next start recovers')
    process.exit(1)
  }
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
}

/** The first SIGINT, SIGTERM or SIGHUP; a later one ends the process at once. */
function stopSignal(context: CliContext, log: ReturnType<typeof openLog>): Promise<string> {
  return new Promise((resolve) => {
    let firstAt: number | undefined
    const hear = (signal: string): void => {
      const now = context.clock.elapsed()
      if (firstAt === undefined) {
        firstAt = now
        resolve(signal)
      } else if (now - firstAt > sameSignalMs) {
        log.warn({ signal }, 'second signal: stopped at once; the next start recovers')
        process.exit(1)
      }
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, hear)
  })
}

interface Started {
  readonly config: Config
  readonly server: RunningServer
}

function greet(context: CliContext, flags: SettingFlags, { config, server }: Started): void {
  const { terminal } = context
  if (server.firstRun !== null && !terminal.interactive) {
    const path = writeFirstRunFile(config.dataFolder, server.firstRun)
    terminal.out(`First start: the API key, the management key and the setup link are in ${path}\n`)
  }
  if (server.firstRun !== null && terminal.interactive) {
    const link = pastedCommand(context, flags, 'setup-link')
    const greeting = { publicUrl: server.publicUrl, model: server.firstModel, dataFolder: config.dataFolder, start: null, link }
    terminal.out(firstRunBlock(server.firstRun, greeting, terminal))
  }
  terminal.out(
    `NexoRouter listens on ${paint(terminal, 'bold', server.publicUrl)} (API base URL ${server.publicUrl}/v1); stop with Ctrl-C\n`,
  )
}

function warnAboutExposure(config: Config, log: ReturnType<typeof openLog>): void {
  const { host, publicUrl } = config.values
  const loopback = host === 'localhost' || host === '::1' || /^127\./.test(host)
  if (loopback || publicUrl.startsWith('https://')) return
  log.warn(
    { host },
    'keys travel in the clear: this address is open to the network without TLS. Put a TLS proxy in front and set NEXOROUTER_PUBLIC_URL=https://...',
  )
}
