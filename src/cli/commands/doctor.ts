// `doctor`: looks at everything a start depends on and says how to mend what is wrong. Changes nothing.
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { type Config, loadConfig } from '../../config.ts'
import { missingForMail, openConfiguredMailer } from '../../main-outbox.ts'
import { databaseFile } from '../../storage/sqlite/open.ts'
import { type CliContext, dataFolderOf, inputOf, type SettingFlags } from '../context.ts'
import { CliFailure } from '../exit-codes.ts'
import { failureOf } from '../failure-of.ts'
import { callLocalControl, readLocalControl } from '../local-control.ts'
import { json, paint, printable } from '../output.ts'
import { type Check, checkSecret, notYours, ok } from './doctor-secret.ts'

const mib = 1_048_576
const diskFailsBelow = 64 * mib
const diskWarnsBelow = 1024 * mib
const leastNode = 26
const leastSqlite = '3.51.3'

export async function doctor(context: CliContext, flags: SettingFlags & { readonly json?: boolean }): Promise<void> {
  const folder = dataFolderOf(context, flags)
  const checks = [checkNode(), ...checkConfiguration(context, flags), checkFolder(folder), checkDisk(folder)]
  const loaded = loadConfig(inputOf(context, flags))
  const config = loaded.ok ? loaded.value : undefined
  checks.push(checkSecret(folder, config?.values.secretKey ?? ''), checkClock(folder, context.clock.now()))
  if (config !== undefined)
    checks.push(
      await checkPort(folder, config),
      checkExposure(config),
      checkProviders(config),
      await checkMail(config),
      ...checkHalves(config),
    )
  print(context, checks, flags.json ?? false)
  const failed = checks.filter(({ status }) => status === 'failed').length
  if (failed > 0) throw new CliFailure('failed', failed === 1 ? 'one check failed' : `${failed} checks failed`)
}

function print(context: CliContext, checks: readonly Check[], asJson: boolean): void {
  const { terminal } = context
  if (asJson) return terminal.out(json(checks))
  const colours = { ok: 'green', warning: 'yellow', failed: 'red' } as const
  for (const { check, status, found, fix } of checks) {
    terminal.out(`${paint(terminal, colours[status], status.padEnd(7))}  ${check.padEnd(13)}  ${printable(found)}\n`)
    if (fix !== null) terminal.out(`${' '.repeat(24)}${paint(terminal, 'bold', 'fix:')} ${printable(fix)}\n`)
  }
}

function checkNode(): Check {
  const { node, sqlite = 'none' } = process.versions
  const found = `Node ${node} with SQLite ${sqlite}`
  if (Number.parseInt(node, 10) >= leastNode && sqlite.localeCompare(leastSqlite, 'en', { numeric: true }) >= 0) return ok('node', found)
  return { check: 'node', status: 'failed', found, fix: `run Node ${leastNode} or newer, with SQLite ${leastSqlite} or newer` }
}

function checkConfiguration(context: CliContext, flags: SettingFlags): Check[] {
  const result = loadConfig(inputOf(context, flags))
  if (!result.ok) {
    return result.problem.map(({ where, message }) => ({
      check: 'configuration',
      status: 'failed',
      found: `${where}: ${message}`,
      fix: 'correct it there; docs/reference/config.md lists every setting',
    }))
  }
  const { configFile, warnings } = result.value
  const surprises = warnings.map(
    (found): Check => ({ check: 'configuration', status: 'warning', found, fix: 'unset or rename it if it was not meant' }),
  )
  return [ok('configuration', configFile ?? 'no file; defaults, environment and flags'), ...surprises]
}

function checkFolder(folder: string): Check {
  const check = 'data folder'
  if (!existsSync(folder)) {
    try {
      accessSync(nearestParent(folder), constants.W_OK | constants.X_OK)
      return ok(check, `${folder} does not exist yet; the first start creates it`)
    } catch {
      return {
        check,
        status: 'failed',
        found: `${folder} cannot be created: ${nearestParent(folder)} is not writable`,
        fix: 'name another folder with --data or NEXOROUTER_DATA_DIR',
      }
    }
  }
  const stat = statSync(folder)
  if (!stat.isDirectory())
    return { check, status: 'failed', found: `${folder} is a file`, fix: 'name a folder with --data or NEXOROUTER_DATA_DIR' }
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    return { check, status: 'failed', found: `${folder} is not writable for this user`, fix: notYours }
  }
  const open = process.platform !== 'win32' && (stat.mode & 0o077) !== 0
  if (open)
    return {
      check,
      status: 'warning',
      found: `${folder} can be read by others (mode ${(stat.mode & 0o777).toString(8)})`,
      fix: `chmod 700 ${folder}`,
    }
  return ok(check, folder)
}

function nearestParent(path: string): string {
  let parent = dirname(path)
  while (!existsSync(parent) && parent !== dirname(parent)) parent = dirname(parent)
  return parent
}

function checkDisk(folder: string): Check {
  const { bavail, bsize } = statfsSync(existsSync(folder) ? folder : nearestParent(folder))
  const free = bavail * bsize
  const found = `${Math.floor(free / mib)} MiB free`
  const fix = 'free some space, or move the data folder to a larger disk'
  if (free < diskFailsBelow) return { check: 'disk', status: 'failed', found, fix }
  return free < diskWarnsBelow ? { check: 'disk', status: 'warning', found, fix } : ok('disk', found)
}

function checkClock(folder: string, nowMs: number): Check {
  const shown = new Date(nowMs).toISOString()
  const file = databaseFile(folder)
  const written = existsSync(file) ? statSync(file).mtimeMs : 0
  if (written > nowMs + 60_000) {
    return {
      check: 'clock',
      status: 'warning',
      found: `${shown}, but the data was written later: the clock stepped back`,
      fix: 'switch time synchronisation on (NTP)',
    }
  }
  return ok('clock', shown)
}

async function checkPort(folder: string, config: Config): Promise<Check> {
  const { host, port } = config.values
  const running = readLocalControl(folder)
  // Its number proves nothing: after a crash another process may have it, in a container it always does.
  if (running !== undefined && (await callLocalControl(running, { method: 'GET', path: '/control/v1/session', body: null })) !== undefined)
    return ok('port', `this data folder is served at ${running.url} by process ${running.pid}`)
  const trouble = await tryListening(host, port)
  if (trouble === undefined) return ok('port', `${host}:${port} is free`)
  return {
    check: 'port',
    status: 'failed',
    found: failureOf(trouble)?.message ?? trouble.message,
    fix: 'choose another address with --host and --port',
  }
}

function tryListening(host: string, port: number): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', resolve)
    server.listen(port, host, () => server.close(() => resolve(undefined)))
  })
}

function isHere(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127\./.test(host)
}

function checkExposure(config: Config): Check {
  const { host, publicUrl, trustProxy } = config.values
  if (publicUrl.startsWith('https://') && trustProxy === 0)
    return {
      check: 'exposure',
      status: 'warning',
      found: `behind ${publicUrl}, but trust_proxy is 0: everybody has the address of the proxy, and one guesser keeps all others out`,
      fix: 'set NEXOROUTER_TRUST_PROXY to the number of proxies in front, once they append to x-forwarded-for',
    }
  const named = publicUrl.startsWith('http://') ? new URL(publicUrl).hostname : 'localhost'
  if (!isHere(named))
    return {
      check: 'exposure',
      status: 'warning',
      found: `${publicUrl} is without TLS: nobody can sign in there, and keys travel in the clear`,
      fix: 'put a TLS proxy in front and set NEXOROUTER_PUBLIC_URL=https://...',
    }
  if (isHere(host)) return ok('exposure', 'this machine only')
  if (publicUrl.startsWith('https://')) return ok('exposure', `behind ${publicUrl}`)
  return {
    check: 'exposure',
    status: 'warning',
    found: `${host} is open to the network without TLS: keys travel in the clear`,
    fix: 'put a TLS proxy in front and set NEXOROUTER_PUBLIC_URL=https://...',
  }
}

function checkProviders(config: Config): Check {
  const named = config.providers.map(({ record, from }) => `${record.id} (${from})`)
  if (named.length > 0) return ok('providers', `${named.join(', ')}; try them with: nexorouter providers test`)
  return ok('providers', config.values.demo === 'off' ? 'none' : 'none; the demo provider answers')
}

/** Settings that do nothing until all of them are there: a start goes on without them, and only its log says so. */
function checkHalves({ values }: Config): Check[] {
  const { stripeSecretKey, stripeWebhookSecret, oidcIssuer, oidcClientId, oidcClientSecret } = values
  return [
    together('payments', 'no card payments', { STRIPE_SECRET_KEY: stripeSecretKey, STRIPE_WEBHOOK_SECRET: stripeWebhookSecret }),
    together('sign-in', 'people come in by password, passkey or a service of oidc_services', {
      NEXOROUTER_OIDC_ISSUER: oidcIssuer,
      NEXOROUTER_OIDC_CLIENT_ID: oidcClientId,
      NEXOROUTER_OIDC_CLIENT_SECRET: oidcClientSecret,
    }),
  ]
}

function together(check: string, without: string, given: Readonly<Record<string, string>>): Check {
  const names = Object.keys(given)
  const missing = names.filter((name) => given[name] === '')
  if (missing.length === names.length) return ok(check, `${names[0]} is not set: ${without}`)
  if (missing.length === 0) return ok(check, `${names[0]} is set`)
  const list = missing.join(' and ')
  return { check, status: 'failed', found: `without ${list} the other settings do nothing`, fix: `set ${list} as well` }
}

/** Connects to the mail server and signs in there; sends nothing. */
async function checkMail({ values }: Config): Promise<Check> {
  const check = 'mail'
  const missing = missingForMail(values)
  if (missing !== null) return { check, status: 'failed', found: `${missing} is not set: no mail is sent`, fix: `set ${missing} as well` }
  const mailer = await openConfiguredMailer(values)
  if (mailer === null) return ok(check, 'not set up; invitations and reset codes are shown to the operator instead')
  try {
    await mailer.check()
    return ok(check, `the mail server takes mail from ${values.mailFrom}`)
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    return { check, status: 'failed', found, fix: 'correct NEXOROUTER_SMTP_URL: host, port, user and password' }
  }
}
