// Providers from the YAML, the environment and the control API as one: who is connected, with which credentials, serving which models.
import { openBytes, seal } from './base/hash.ts'
import { ok, refuse, type Result } from './base/result.ts'
import { Secret } from './base/secret.ts'
import type { Clock } from './base/clock.ts'
import { demoIdsWhen } from './catalog/demo-models.ts'
import type { DeclaredModel } from './catalog/declared-model.ts'
import type { StoredCredential } from './catalog/connection-store.ts'
import type { Config } from './config.ts'
import { credentialMistake, credentialsFrom, type ProviderSetting, recordFrom } from './config-provider.ts'
import { modelSchema } from './config-schema.ts'
import { readModels } from './config-providers.ts'
import { providerSchema } from './contract/provider-entry.ts'
import type { ProviderId } from './contract/ids.ts'
import { type Problem, problem } from './contract/problems.ts'
import type { ConnectProviderInput, PublishModelInput } from './contract/providers-api.ts'
import { upstreamDialectNamed } from './dialects/registry.ts'
import type { Log } from './gateway/deps.ts'
import type { ProviderRecord } from './providers/provider.ts'
import type { Store } from './storage/store.ts'
import type { UpstreamTarget } from './upstream/send.ts'
import { targetWith } from './upstream/targets.ts'

export interface ConnectionParts {
  readonly store: Store
  readonly config: Config
  readonly registry: readonly ProviderRecord[]
  /** The key that credentials are sealed with. */
  readonly sealing: Uint8Array
  readonly log: Log
  readonly clock: Clock
}

/** A provider and its credentials as they are stored; those of the YAML have no rows. */
export interface Connected {
  readonly setting: ProviderSetting
  readonly rows: readonly StoredCredential[]
}

export interface ConnectionBook {
  providers(): readonly Connected[]
  models(): readonly DeclaredModel[]
  check(entry: ConnectProviderInput): Problem | null
  checkCredential(provider: string, value: string): Problem | null
  readModel(entry: PublishModelInput): Result<DeclaredModel, Problem>
  originOf(entry: ConnectProviderInput): string | null
  seal(secret: string, credentialId: string): Uint8Array
  reload(): Promise<void>
}

const bound = (credentialId: string): string => `provider_credentials.secret ${credentialId}`

export async function openConnectionBook(parts: ConnectionParts): Promise<ConnectionBook> {
  const { config } = parts
  const described = config.providers.map((setting) => ({ setting, rows: [] }))
  let connected: readonly Connected[] = []
  let published: readonly DeclaredModel[] = []
  const providers = (): readonly Connected[] => [...described, ...connected]
  const simulated = (): readonly string[] => demoIdsWhen(config.values.demo, providers().length)
  const names = (): ReadonlySet<string> => new Set([...providers().map(({ setting }) => setting.record.id), ...simulated()])
  const book: ConnectionBook = {
    providers,
    models: () => published,
    check: (entry) => judged(entry, parts).problem,
    checkCredential(id, value) {
      const auth = providers().find(({ setting }) => setting.record.id === id)?.setting.record.auth
      const mistake = auth && credentialMistake(auth, value)
      return mistake === undefined ? null : problem('invalid_request', `The credential ${mistake}.`, { param: 'value' })
    },
    readModel: (entry) => readModel(entry, names()),
    originOf: (entry) => URL.parse(judged(entry, parts).record?.baseUrl ?? '')?.origin ?? null,
    seal: (secret, id) => seal(parts.sealing, secret, bound(id)),
    async reload() {
      connected = await readConnected(parts)
      published = await readPublished(parts, names())
    },
  }
  await book.reload()
  return book
}

interface Judged {
  readonly problem: Problem | null
  readonly record: ProviderRecord | undefined
}

/** As the YAML would judge it, but the environment adds nothing: what is stored has to mean the same after a restart. */
function judged(entry: ConnectProviderInput, { registry, config }: ConnectionParts): Judged {
  let wrong: Problem | null = null
  const tell = (field: string, message: string): void => {
    wrong ??= problem('invalid_request', `${message}.`, { param: field === '' ? 'id' : field })
  }
  const record = recordFrom(entry, { registry, listen: config.values, partsOf: () => ({}) }, tell)
  if (record !== undefined) credentialsFrom(entry, record.auth, tell)
  return { problem: wrong, record }
}

async function readConnected(parts: ConnectionParts): Promise<readonly Connected[]> {
  const { store, config, log } = parts
  const credentials = Map.groupBy(await store.listCredentials(), ({ provider }) => provider)
  const described = new Set<string>(config.providers.map(({ record }) => record.id))
  return (await store.listProviders()).flatMap(({ id, entry }) => {
    const parsed = providerSchema.safeParse(JSON.parse(entry))
    const record = parsed.success ? judged(parsed.data, parts).record : undefined
    if (described.has(id) || record === undefined) {
      const why = described.has(id) ? 'the YAML or the environment describes it too' : 'its description does not hold any more'
      log.warn({ provider: id, why }, 'a provider that was connected through the control API is left out')
      return []
    }
    const rows = credentials.get(id) ?? []
    return [{ setting: settingOf(record, rows, parts), rows }]
  })
}

function settingOf(record: ProviderRecord, rows: readonly StoredCredential[], { sealing, log }: ConnectionParts): ProviderSetting {
  const credentials = rows.flatMap(({ id, name, weight, sealed, disabledAtMs }) => {
    if (disabledAtMs !== null) return []
    const opened = openBytes(sealing, sealed, bound(id))
    if (opened !== undefined) return [{ name, weight, secret: new Secret(opened.toString('utf8')) }]
    log.error({ provider: record.id, credential: name }, 'a credential does not open with the secret key of this server: enter it again')
    return []
  })
  return { record, credentials, from: 'control API', provenance: 'control' }
}

/** Where a mistake is, as the path of a field: there is no file. */
const noFile = {
  value: null,
  mistakes: [],
  spoiled: () => false,
  locate: (path: readonly PropertyKey[]) => path.slice(2).join('.'),
  locateKey: (path: readonly PropertyKey[], key: string) => [...path.slice(2), key].join('.'),
}

function readModel(entry: PublishModelInput, providers: ReadonlySet<string>): Result<DeclaredModel, Problem> {
  const parsed = modelSchema.safeParse(entry)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const path = issue?.path.join('.') ?? ''
    const message = issue?.code === 'unrecognized_keys' ? `unknown field ${issue.keys[0] ?? ''}` : `\`${path}\` ${issue?.message ?? ''}`
    return refuse(problem('invalid_request', `${message}.`, { param: path === '' ? null : path }))
  }
  const mistakes: { readonly where: string; readonly message: string }[] = []
  const [model] = readModels([parsed.data], providers, noFile, { mistakes })
  const [first] = mistakes
  if (model !== undefined && first === undefined) return ok(withoutPlace(model))
  return refuse(problem('invalid_request', `${first?.message ?? 'is not a model'}.`, { param: first?.where ?? null }))
}

function withoutPlace({ declaredAt: _declaredAt, ...model }: DeclaredModel): DeclaredModel {
  return model
}

async function readPublished({ store, log, clock }: ConnectionParts, providers: ReadonlySet<string>): Promise<readonly DeclaredModel[]> {
  const models = await store.listModels()
  return models.flatMap(({ id, entry, createdAtMs }) => {
    // An offer of a provider that was disconnected since is left out by the catalog, not a reason to lose the model.
    const stored = JSON.parse(entry) as PublishModelInput & { readonly offers?: readonly { readonly provider?: string }[] }
    const known = new Set([...providers, ...(stored.offers ?? []).map(({ provider = '' }) => provider)])
    const read = readModel(stored, known)
    if (read.ok) return [{ ...read.value, created: Math.floor(Math.min(createdAtMs, clock.now()) / 1_000) }]
    log.warn({ model: id, why: read.problem.message }, 'a model that was published through the control API is left out')
    return []
  })
}

/** Where requests go, by provider. One whose every credential is disabled is not asked. */
export function targetsOf(book: ConnectionBook): [ProviderId, UpstreamTarget][] {
  return book.providers().flatMap(({ setting: { record, credentials }, rows }): [ProviderId, UpstreamTarget][] => {
    const { id, baseUrl, auth, allowPrivate, dialect } = record
    const framing = record.framing ?? upstreamDialectNamed(dialect).framing
    if (rows.length > 0 && credentials.length === 0) return []
    return [[id, targetWith({ provider: id, baseUrl, auth, allowPrivate, ...(framing && { framing }) }, credentials)]]
  })
}
