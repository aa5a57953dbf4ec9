// Every setting of the server, from flags, environment, YAML and defaults, with all mistakes at once. The only reader of the environment.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path'
import type { DeclaredModel } from './catalog/declared-model.ts'
import { awsSurroundings } from './config-aws.ts'
import { demoIdsWhen } from './catalog/demo-models.ts'
import { type OidcServiceSetting, readOidcServices } from './config-oidc-services.ts'
import { type ProviderSetting, readModels, readProviders } from './config-providers.ts'
import { fileSchema, publishedSchema } from './config-schema.ts'
import type { Setting } from './config-kinds.ts'
import { type SettingName, settings, type SettingValues } from './config-settings.ts'
import { metricsPortMistake } from './config-settings-metrics.ts'
import { suggestion } from './config-suggest.ts'
import { environmentReader, reasonOf } from './config-variables.ts'
import { type ConfigMistake, readYaml, type YamlReading } from './config-yaml.ts'
import { ok, refuse, type Result } from './base/result.ts'
import type { GatewaySettings } from './gateway/deps.ts'
import type { Limits } from './limits/limiter.ts'
import type { ProviderRecord } from './providers/provider.ts'
import { redact } from './telemetry/redact.ts'
import type { AwsSurroundings } from './upstream/aws-role.ts'

export type { ConfigMistake } from './config-yaml.ts'
export type { ProviderSetting } from './config-providers.ts'

export interface ConfigInput {
  /** Values of flags by setting name; absent: not given. */
  readonly flags: Readonly<Partial<Record<SettingName, string>>>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Vendors that the environment can bring up. */
  readonly registry: readonly ProviderRecord[]
}

export interface Config {
  readonly values: SettingValues
  /** Absolute. */
  readonly dataFolder: string
  /** The file that was read; null: none. */
  readonly configFile: string | null
  /** Seconds since 1970 of the configuration file; 0 without one. */
  readonly configFileTime: number
  readonly gateway: Omit<GatewaySettings, 'instanceId'>
  readonly providers: readonly ProviderSetting[]
  readonly models: readonly DeclaredModel[]
  /** The role that this server runs in at Amazon, as far as the environment says. */
  readonly aws: AwsSurroundings
  /** Services that sign people in, beside the one of the scalar settings. */
  readonly oidcServices: readonly OidcServiceSetting[]
  /** Sentences for the log: nothing is wrong, but the operator may be surprised. */
  readonly warnings: readonly string[]
}

/** The environment of this process: the one place that touches it. */
export function processEnvironment(): Record<string, string | undefined> {
  return process.env
}

/** Flags win over environment, environment over YAML, YAML over defaults. A refusal carries every mistake found, not the first. */
export function loadConfig(input: ConfigInput): Result<Config, readonly ConfigMistake[]> {
  const mistakes: ConfigMistake[] = []
  const warnings: string[] = []
  const variable = environmentReader(input, mistakes)
  const given = readGiven(input, variable, mistakes)
  const dataFolder = resolve(input.cwd, given.dataFolder ?? settings.dataFolder.fallback)
  const file = readFile(input, given.configFile, dataFolder, mistakes)
  const reading = readYaml(file?.text ?? '', file?.shown ?? 'nexorouter.yaml', variable)
  mistakes.push(...reading.mistakes)
  const parsed = checkShape(reading, mistakes)
  const values = valuesOf(given, parsed)
  const samePort = metricsPortMistake(values.host, values.port, { host: values.metricsHost, port: values.metricsPort })
  if (samePort !== undefined) mistakes.push({ where: 'metrics.port (NEXOROUTER_METRICS_PORT)', message: samePort })
  warnAboutNames(input.env, warnings)

  const context = { registry: input.registry, variable, listen: values, mistakes, warnings }
  const providers = readProviders(parsed.providers ?? [], reading, context)
  const known = [...listedIds(reading), ...providers.map(({ record }) => record.id), ...demoIdsWhen(values.demo, providers.length)]
  const models = readModels(parsed.models ?? [], new Set(known), reading, context)
  const oidcServices = readOidcServices(parsed.oidc_services ?? [], { reading, mistakes, single: values.oidcIssuer })
  if (mistakes.length > 0) return refuse(mistakes)
  return ok({
    values,
    dataFolder,
    configFile: file?.path ?? null,
    configFileTime: file?.time ?? 0,
    gateway: gatewaySettings(values),
    providers,
    models,
    aws: awsSurroundings(input.env),
    oidcServices,
    warnings,
  })
}

/** The data folder alone, for a command that talks to a running server and needs nothing else. */
export function locateDataFolder(input: Pick<ConfigInput, 'flags' | 'env' | 'cwd'>): string {
  const named = input.flags.dataFolder ?? input.env[settings.dataFolder.env]
  return resolve(input.cwd, named === undefined || named === '' ? settings.dataFolder.fallback : named)
}

type Given = { [Name in SettingName]?: SettingValues[Name] }

/** What flags and environment say, each checked; a wrong one is reported under its own name. */
function readGiven(input: ConfigInput, variable: (name: string) => string | undefined, mistakes: ConfigMistake[]): Given {
  const given: Record<string, unknown> = {}
  for (const [name, setting] of Object.entries(settings) as [SettingName, Setting<unknown>][]) {
    const flag = input.flags[name]
    const fromEnvironment = setting.secret ? variable(setting.env) : input.env[setting.env]
    const text = flag ?? (fromEnvironment === '' ? undefined : fromEnvironment)
    if (text === undefined) continue
    const value = setting.parse(text)
    if (value !== undefined) given[name] = value
    else {
      // A URL may carry a password where none belongs.
      const shown = setting.secret ? '' : ` (it is ${JSON.stringify(redact(text).slice(0, 80))})`
      mistakes.push({
        where: flag === undefined ? setting.env : (setting.flag ?? setting.env),
        message: `must be ${setting.expects}${shown}`,
      })
    }
  }
  return given
}

interface ConfigFile {
  readonly path: string
  /** As messages name it: relative to where the command ran when it is below. */
  readonly shown: string
  readonly text: string
  readonly time: number
}

/** Larger than any honest file; keeps a wrong path from filling memory. */
const fileBytesMax = 16 * 1_048_576

function readFile(input: ConfigInput, named: string | undefined, dataFolder: string, mistakes: ConfigMistake[]): ConfigFile | undefined {
  const path = named === undefined ? join(dirname(dataFolder), 'nexorouter.yaml') : resolve(input.cwd, named)
  if (named === undefined && !existsSync(path)) return undefined
  const below = relative(input.cwd, path)
  const shown = below.startsWith('..') || isAbsolute(below) ? path : below
  try {
    const { size, mtimeMs } = statSync(path)
    if (size > fileBytesMax) {
      mistakes.push({ where: shown, message: `is ${size} bytes long; a configuration has at most ${fileBytesMax}` })
      return undefined
    }
    return { path, shown, text: readFileSync(path, 'utf8').replace(/^\uFEFF/, ''), time: Math.floor(mtimeMs / 1000) }
  } catch (error) {
    mistakes.push({ where: shown, message: `cannot read the configuration ${basename(path)}: ${reasonOf(error)}` })
    return undefined
  }
}

type FileShape = ReturnType<typeof fileSchema.parse>

/** Checks against the schema; every issue becomes a mistake at its own line. Returns what is usable. */
function checkShape(reading: YamlReading, mistakes: ConfigMistake[]): FileShape {
  const outcome = fileSchema.safeParse(reading.value)
  if (outcome.success) return outcome.data
  for (const issue of outcome.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(issue.path)
      for (const key of issue.keys) {
        mistakes.push({
          where: reading.locateKey(issue.path, key),
          message: `unknown setting ${dotted([...issue.path, key])}${suggestion(key, known) || (issue.path.length === 0 ? deeper(key) : '')}`,
        })
      }
    } else if (!reading.spoiled(issue.path)) {
      const missing = issue.path.length > 0 && valueAt(reading.value, issue.path) === undefined
      const message = missing ? `${dotted(issue.path)} is missing; it ${issue.message}` : `${dotted(issue.path)} ${issue.message}`.trim()
      mistakes.push({ where: reading.locate(issue.path), message })
    }
  }
  return usableParts(
    reading.value,
    outcome.error.issues.map(({ path }) => path),
  )
}

/** A setting that was written without the map it belongs in. */
function deeper(key: string): string {
  const paths = Object.values<Setting<unknown>>(settings).flatMap(({ yaml }) => (yaml?.endsWith(`.${key}`) ? [yaml] : []))
  return paths.length === 0 ? '' : `; did you mean ${paths.slice(0, 3).join(' or ')}?`
}

/** The rest of a file with mistakes of form: entries without one, in their places, so that mistakes of meaning are reported together with them. */
function usableParts(value: unknown, paths: readonly (readonly PropertyKey[])[]): FileShape {
  const entries = (name: string): unknown[] => {
    const list = valueAt(value, [name])
    if (!Array.isArray(list) || paths.some((path) => path[0] === name && path.length === 1)) return []
    return list.map((entry, index) => (paths.some((path) => path[0] === name && path[1] === index) ? undefined : entry))
  }
  return { providers: entries('providers'), models: entries('models'), oidc_services: entries('oidc_services') } as FileShape
}

/** Every ID that the file gives to a provider, broken entries included: an offer that names one is not a second mistake. */
function listedIds(reading: YamlReading): string[] {
  const list = valueAt(reading.value, ['providers'])
  return Array.isArray(list) ? list.map((entry) => valueAt(entry, ['id'])).filter((id) => typeof id === 'string') : []
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value
  for (const part of path) at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined
  return at
}

/** `models[0].offers[1].provider`. */
function dotted(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? String(part) : `.${String(part)}`)).join('')
}

interface SchemaNode {
  readonly properties?: Record<string, SchemaNode>
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
}

/** The keys that the schema knows at a path, for suggestions. */
function keysAt(path: readonly PropertyKey[]): string[] {
  let node: SchemaNode | undefined = publishedSchema()
  const inner = (of: SchemaNode | undefined): SchemaNode | undefined => of?.anyOf?.find((option) => option.properties ?? option.items) ?? of
  for (const part of path) node = inner(typeof part === 'number' ? node?.items : node?.properties?.[String(part)])
  return Object.keys(node?.properties ?? {})
}

function valuesOf(given: Given, parsed: FileShape): SettingValues {
  const values: Record<string, unknown> = {}
  for (const [name, setting] of Object.entries(settings) as [SettingName, Setting<unknown>][]) {
    const fromFile = setting.yaml === null ? undefined : valueAt(parsed, setting.yaml.split('.'))
    values[name] = name in given ? given[name] : (fromFile ?? (fromFile === null ? null : setting.fallback))
  }
  return values as SettingValues
}

/** Variables that look like a misspelt setting. Others of our prefix belong to clients (`NEXOROUTER_API_KEY`) and are left alone. */
function warnAboutNames(env: ConfigInput['env'], warnings: string[]): void {
  const known = new Set<string>(['NEXOROUTER_API_KEY', 'NEXOROUTER_BASE_URL', 'NEXOROUTER_MANAGEMENT_KEY', 'NEXOROUTER_NODE'])
  for (const setting of Object.values(settings)) known.add(setting.env)
  for (const name of Object.keys(env)) {
    if (!name.startsWith('NEXOROUTER_') || known.has(name) || known.has(name.replace(/_FILE$/, ''))) continue
    const near = suggestion(
      name.slice('NEXOROUTER_'.length),
      [...known].map((other) => other.replace(/^NEXOROUTER_/, '')),
    )
    if (near !== '') warnings.push(`the environment variable ${name} is not a setting${near.replace('mean ', 'mean NEXOROUTER_')}`)
  }
  for (const { env: name, secret } of Object.values<Setting<unknown>>(settings)) {
    if (!secret && env[`${name}_FILE`]) warnings.push(`${name}_FILE is not read: only secrets come from files; set ${name} itself`)
  }
  if (env['OPENAI_BASE_URL']) warnings.push('OPENAI_BASE_URL is for clients; the server ignores it')
}

function limitsOf(values: SettingValues): { readonly keyLimits: Limits; readonly accountLimits: Limits } {
  return {
    keyLimits: {
      requestsPerMinute: values.requestsPerMinute,
      tokensPerMinute: values.tokensPerMinute,
      concurrentRequests: values.concurrentRequests,
    },
    accountLimits: {
      requestsPerMinute: values.accountRequestsPerMinute,
      tokensPerMinute: values.accountTokensPerMinute,
      concurrentRequests: values.accountConcurrentRequests,
    },
  }
}

function gatewaySettings(values: SettingValues): Config['gateway'] {
  return {
    firstByteMs: values.firstByteMs,
    firstByteSlowMs: values.firstByteSlowMs,
    openingMs: values.openingMs,
    idleMs: values.idleMs,
    idleSlowMs: values.idleSlowMs,
    streamTotalMs: values.streamTotalMs,
    bufferedTotalMs: values.bufferedTotalMs,
    attemptsMax: values.attemptsMax,
    retryShareMax: values.retrySharePercentMax / 100,
    answerBytesMax: values.answerBytesMax,
    eventBytesMax: values.eventBytesMax,
    holdBound: values.holdBound,
    sliceTokens: values.sliceTokens,
    imageTokensMax: values.imageTokensMax,
    parseAsideBytes: values.parseAsideBytes,
    jsonDepthMax: values.jsonDepthMax,
    refusalsPerMinute: values.refusalsPerMinute,
    abandonedUsdMax: values.abandonedUsdMax,
    authFailuresPerMinute: values.authFailuresPerMinute,
    ...limitsOf(values),
  }
}
