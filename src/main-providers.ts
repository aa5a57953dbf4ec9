// What the control plane is told and may do about providers: the list, tests, what they serve. Knows no HTTP and stores nothing itself.
import type { Clock } from './base/clock.ts'
import { ok, refuse } from './base/result.ts'
import type { Catalog } from './catalog/catalog.ts'
import { demoProviders } from './catalog/demo-models.ts'
import type { ProviderTestJson } from './contract/control-api.ts'
import type { ProviderId } from './contract/ids.ts'
import { problem } from './contract/problems.ts'
import type { CredentialJson, ProviderJson, VendorJson } from './contract/providers-api.ts'
import type { Connections } from './control/providers/connections.ts'
import { lastFourOf } from './control/providers/last-four.ts'
import { credentialHealthId } from './gateway/credential-turns.ts'
import type { Connected, ConnectionBook } from './main-connections.ts'
import { readModelList } from './main-model-list.ts'
import { testProvider } from './main-test-provider.ts'
import type { ProviderRecord } from './providers/provider.ts'
import type { OfferHealth } from './routing/health.ts'
import type { SendUpstream, UpstreamTarget } from './upstream/send.ts'

/** The past of offers and credentials, as far as the operator is concerned. */
export interface OperatorHealth {
  of(id: string): OfferHealth
  all(): readonly { readonly offerId: string }[]
  forget(id: string): void
}

export interface ProviderParts {
  readonly book: ConnectionBook
  readonly registry: readonly ProviderRecord[]
  readonly catalog: () => Catalog
  readonly targets: () => ReadonlyMap<ProviderId, UpstreamTarget>
  readonly send: SendUpstream
  readonly clock: Clock
  /** Null: this process serves nobody, so nothing has a past. */
  readonly health: OperatorHealth | null
  readonly demo: () => boolean
  /** After the book was read again: targets and catalog follow. */
  readonly changed: () => Promise<void>
}

export interface ProviderWays {
  readonly providers: () => readonly ProviderJson[]
  readonly testProvider: (id: string) => Promise<ProviderTestJson | undefined>
  readonly connections: Connections
}

export function providerWays(parts: ProviderParts): ProviderWays {
  return { providers: () => listed(parts), testProvider: (id) => testById(id, parts), connections: connectionsOver(parts) }
}

async function testById(id: string, parts: ProviderParts): Promise<ProviderTestJson | undefined> {
  const target = parts.targets().get(id as ProviderId)
  const known = parts.book.providers().find(({ setting }) => setting.record.id === id)
  if (target !== undefined) return testAll(id, target, parts, known?.setting.record.modelsPath)
  return known && notSent(id, 'it has no credential that is in use: add one, or enable one')
}

function connectionsOver(parts: ProviderParts): Connections {
  const { book, registry, targets, health } = parts
  return {
    vendors: () => registry.map(vendorJson),
    check: book.check,
    checkCredential: book.checkCredential,
    readModel: book.readModel,
    originOf: book.originOf,
    seal: book.seal,
    async reload(mended) {
      await book.reload()
      await parts.changed()
      if (mended === undefined || health === null) return
      for (const { offerId } of health.all())
        if (offerId.startsWith(`${mended}/`) || offerId.startsWith(`credential:${mended}/`)) health.forget(offerId)
    },
    async upstreamModels(id) {
      const target = targets().get(id as ProviderId)
      if (target === undefined) return undefined
      const path = book.providers().find(({ setting }) => setting.record.id === id)?.setting.record.modelsPath
      const found = path === null ? 'it has no such list' : await readModelList(target, path ?? '/models', parts)
      if (typeof found === 'string') return refuse(problem('upstream_error', `The provider ${id} does not list its models: ${found}.`))
      return ok(found.map((model) => ({ ...model, published_as: publishedAs(id, model.id, parts.catalog()) })))
    },
  }
}

function publishedAs(provider: string, upstreamModel: string, catalog: Catalog): string | null {
  for (const model of catalog.models.values())
    if (model.offers.some((offer) => offer.provider === provider && offer.upstreamModel === upstreamModel)) return model.id
  return null
}

function notSent(provider: string, result: string): ProviderTestJson {
  return { provider, ok: false, status: null, latency_ms: 0, result }
}

/** With several credentials each is tried; the first that fails is what the operator has to hear of. */
async function testAll(
  id: string,
  target: UpstreamTarget,
  parts: ProviderParts,
  modelsPath: string | null | undefined,
): Promise<ProviderTestJson> {
  const { send, clock } = parts
  const offer = firstOffer(id, parts.catalog())
  const ways = (target.siblings ?? [{ target }]).map(({ target: one }) => one)
  const results = await Promise.all(
    ways.map(async (one) => ({ name: one.credentialName, test: await testProvider(one, { id, send, clock, offer, modelsPath }) })),
  )
  const failed = results.find(({ test }) => !test.ok) ?? results[0]
  if (failed === undefined) return notSent(id, 'it has no credential')
  const { name, test } = failed
  if (name === undefined) return test
  return test.ok
    ? { ...test, result: `${test.result} (all ${results.length} of them)` }
    : { ...test, result: `with the credential ${name}: ${test.result}` }
}

function firstOffer(provider: string, catalog: Catalog) {
  for (const model of catalog.models.values()) {
    const offer = model.offers.find((one) => one.provider === provider)
    if (offer !== undefined) return offer
  }
  return undefined
}

function listed(parts: ProviderParts): readonly ProviderJson[] {
  const models = [...parts.catalog().models.values()]
  const count = (id: string): number => models.filter(({ offers }) => offers.some(({ provider }) => provider === id)).length
  const real = parts.book.providers().map((connected) => providerJson(connected, count(connected.setting.record.id), parts))
  if (!parts.demo()) return real
  const still = { base_url: 'loopback', status: 'ready', simulated: true, from: 'the server itself', editable: false }
  return [...real, ...demoProviders.map(({ id, name, dialect }) => ({ id, name, dialect, models: count(id), ...still, credentials: [] }))]
}

function providerJson({ setting, rows }: Connected, models: number, parts: ProviderParts): ProviderJson {
  const { record, credentials, from, provenance } = setting
  const stored = rows.map((row): CredentialJson => {
    const { id, name, weight, lastFour, disabledAtMs, createdAtMs } = row
    const made = new Date(createdAtMs).toISOString()
    const opens = disabledAtMs !== null || credentials.some((one) => one.name === name)
    const state = opens ? standing(record.id, name, disabledAtMs !== null, parts) : { state: 'unreadable', spared_until: null }
    return { id, name, weight, last_four: lastFour, disabled: disabledAtMs !== null, ...state, created_at: made }
  })
  const written = credentials.map(({ name, weight, secret }): CredentialJson => {
    const rest = { id: null, last_four: lastFourOf(secret.reveal()), disabled: false, created_at: null }
    return { ...rest, name, weight, ...standing(record.id, name, false, parts) }
  })
  const keeps = record.auth.kind !== 'none' && record.auth.kind !== 'aws-role'
  const lacks = credentials.length === 0 && keeps && !record.allowPrivate
  return {
    id: record.id,
    name: record.name,
    base_url: record.baseUrl,
    dialect: record.dialect,
    models,
    status: lacks ? 'no credential' : 'ready',
    simulated: false,
    from,
    editable: provenance === 'control',
    credentials: provenance === 'control' ? stored : written,
  }
}

/** How a credential fares: of its account, or of the model that has it worst. */
function standing(
  provider: string,
  name: string,
  disabled: boolean,
  { health, clock }: ProviderParts,
): Pick<CredentialJson, 'state' | 'spared_until'> {
  if (disabled) return { state: 'disabled', spared_until: null }
  const own = credentialHealthId(provider, name)
  const pasts = (health?.all() ?? []).filter(({ offerId }) => offerId === own || offerId.startsWith(`${own}:`))
  const worst = pasts.map(({ offerId }) => health?.of(offerId)).toSorted((a, b) => (b?.coolingUntilMs ?? 0) - (a?.coolingUntilMs ?? 0))[0]
  if (worst === undefined || worst.coolingUntilMs <= clock.now()) return { state: 'ready', spared_until: null }
  return { state: worst.reason ?? 'cooling', spared_until: new Date(worst.coolingUntilMs).toISOString() }
}

function vendorJson(record: ProviderRecord): VendorJson {
  const { id, name, dialect, auth, baseUrl, baseUrlEnv, baseUrlParts = [], docs } = record
  return {
    id,
    name,
    dialect,
    credential: auth.kind,
    local: baseUrlEnv !== undefined,
    base_url: baseUrl,
    base_url_parts: baseUrlParts.map(({ name: part, means, fallback }) => ({ name: part, means, fallback: fallback ?? null })),
    docs,
  }
}
