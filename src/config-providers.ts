// From the YAML's providers and models, and the vendor keys of the environment, to what the server connects to. Opens no connection.
import { isIP } from 'node:net'
import type { DeclaredModel, DeclaredOffer } from './catalog/declared-model.ts'
import type { Price } from './catalog/model.ts'
import type { ConfigMistake, YamlReading } from './config-yaml.ts'
import type { ModelYaml, OfferYaml, ProviderYaml } from './config-schema.ts'
import { suggestion } from './config-suggest.ts'
import { Secret } from './base/secret.ts'
import { asId, type ModelId, type ProviderId } from './contract/ids.ts'
import { priceFromJson, type PriceJson } from './contract/price-json.ts'
import { looksLikeOurSecret } from './keys/key-format.ts'
import { completeBaseUrl } from './providers/base-url.ts'
import { genericProvider } from './providers/generic.ts'
import type { ProviderRecord } from './providers/provider.ts'
import { isGlobalUnicast } from './upstream/address-guard.ts'

/** One provider that is to come up. */
export interface ProviderSetting {
  readonly record: ProviderRecord
  readonly credential: Secret<string> | undefined
  /** `nexorouter.yaml:3:5` or the environment variable that brought it up. */
  readonly from: string
  readonly provenance: 'yaml' | 'environment'
}

export interface ProviderContext {
  readonly registry: readonly ProviderRecord[]
  /** A variable, or the content of the file that `<name>_FILE` names. */
  readonly variable: (name: string) => string | undefined
  readonly listen: { readonly host: string; readonly port: number; readonly publicUrl: string }
  readonly mistakes: ConfigMistake[]
  readonly warnings: string[]
}

/** Whether a host is not public by its text alone; names are checked again on the connected address. */
export function isPrivateHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase()
  if (isIP(bare) !== 0) return !isGlobalUnicast(bare)
  return bare === 'localhost' || /\.(localhost|local|internal)$/.test(bare)
}

function pointsHere(url: URL, listen: ProviderContext['listen']): boolean {
  if (listen.publicUrl !== '' && new URL(listen.publicUrl).origin === url.origin) return true
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  if (port !== listen.port || listen.port === 0) return false
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  const here = ['localhost', '127.0.0.1', '::1', '0.0.0.0', '::', listen.host.toLowerCase()]
  return here.includes(host) || host.endsWith('.localhost') || /^127\./.test(host)
}

function checkBaseUrl(text: string, allowPrivate: boolean, context: ProviderContext): string | undefined {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return 'base_url is not a URL; write it in full, such as https://api.example.com/v1'
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `base_url must begin with http:// or https://, not ${url.protocol}//`
  if (url.username !== '' || url.password !== '') return 'base_url must not carry credentials; put them into api_key'
  if (url.search !== '' || url.hash !== '') return 'base_url must not have a query or a fragment'
  if (pointsHere(url, context.listen)) return 'base_url points at this very server: every request would go round in a circle'
  if (!allowPrivate && isPrivateHost(url.hostname)) {
    return `base_url is a private or loopback address (${url.hostname}); add allow_private: true to this provider if you mean it`
  }
  return undefined
}

function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/, '')
}

/** All providers of the file, then those that the environment brings up and the file does not name. */
export function readProviders(
  listed: readonly (ProviderYaml | undefined)[],
  reading: YamlReading,
  context: ProviderContext,
): ProviderSetting[] {
  const found = new Map<string, ProviderSetting>()
  for (const [index, entry] of listed.entries()) {
    if (entry === undefined) continue
    const path = ['providers', index]
    if (found.has(entry.id)) {
      context.mistakes.push({
        where: reading.locate([...path, 'id']),
        message: `the provider id ${entry.id} is used twice; ids are unique`,
      })
      continue
    }
    const setting = fromYaml(entry, path, reading, context)
    if (setting) found.set(entry.id, setting)
  }
  for (const record of context.registry) {
    if (found.has(record.id)) continue
    const setting = fromEnvironment(record, context)
    if (setting) found.set(record.id, setting)
  }
  return [...found.values()]
}

function fromYaml(
  entry: ProviderYaml,
  path: readonly PropertyKey[],
  reading: YamlReading,
  context: ProviderContext,
): ProviderSetting | undefined {
  const known = context.registry.find((record) => record.id === entry.id)
  const base: Omit<ProviderRecord, 'id' | 'name' | 'baseUrl'> = known ?? genericProvider
  const baseUrl = entry.base_url ?? known?.baseUrl
  if (baseUrl === undefined) {
    const near = suggestion(
      entry.id,
      context.registry.map((record) => record.id),
    )
    context.mistakes.push({
      where: reading.locate(path),
      message: `the provider ${entry.id} needs a base_url: it is not a known vendor${near}`,
    })
    return undefined
  }
  const allowPrivate = entry.allow_private ?? (entry.base_url === undefined && (known?.allowPrivate ?? false))
  const urlPath = [...path, 'base_url']
  const wrong = reading.spoiled(urlPath) ? undefined : checkBaseUrl(baseUrl, allowPrivate, context)
  if (wrong) context.mistakes.push({ where: reading.locate(urlPath), message: wrong })
  const auth = entry.auth === undefined ? base.auth : authOf(entry.auth)
  // A key is not taken from the environment for a host of the operator's own choice: it would leak to it.
  const credential = entry.api_key ?? (known && entry.base_url === undefined ? environmentKey(known, context)?.key : undefined)
  if (entry.api_key !== undefined && looksLikeOurSecret(entry.api_key)) {
    context.mistakes.push({
      where: reading.locate([...path, 'api_key']),
      message: 'api_key is a key of this server, not of the provider',
    })
  }
  if (wrong) return undefined
  return {
    record: {
      id: asId<ProviderId>(entry.id),
      name: entry.name ?? known?.name ?? entry.id,
      dialect: entry.dialect ?? base.dialect,
      ...(entry.dialect === undefined && entry.base_url === undefined && base.alsoSpeaks && { alsoSpeaks: base.alsoSpeaks }),
      baseUrl: withoutTrailingSlash(baseUrl),
      auth,
      env: base.env,
      allowPrivate,
      outputCapField: entry.output_cap_field ?? base.outputCapField,
      takesStreamOptions: entry.takes_stream_options ?? base.takesStreamOptions,
      sendsFinishReason: entry.sends_finish_reason ?? base.sendsFinishReason,
      dropsParams: entry.drops_params ?? base.dropsParams,
      ...policyOf(entry),
      docs: base.docs,
    },
    credential: credential === undefined || credential === '' ? undefined : new Secret(credential),
    from: reading.locate(path),
    provenance: 'yaml',
  }
}

/** What was not said stays unknown; it is never guessed from the vendor's name. */
function policyOf({ region, collects_data, retains_data }: Pick<OfferYaml, 'region' | 'collects_data' | 'retains_data'>) {
  return {
    ...(region !== undefined && { region }),
    ...(collects_data !== undefined && { collectsData: collects_data }),
    ...(retains_data !== undefined && { retainsData: retains_data }),
  }
}

function authOf(auth: NonNullable<ProviderYaml['auth']>): ProviderRecord['auth'] {
  return typeof auth === 'string' ? { kind: auth } : { kind: 'header', header: auth.header }
}

/** The first variable of a vendor that holds a usable key. */
function environmentKey(record: ProviderRecord, context: ProviderContext): { key: string; name: string } | undefined {
  for (const name of record.env) {
    const key = context.variable(name)?.trim()
    if (key === undefined || key === '') continue
    if (looksLikeOurSecret(key)) {
      context.warnings.push(`${name} holds a key of this server; it is not used as a credential for ${record.name}`)
      continue
    }
    if (/[^\x21-\x7e]/.test(key)) {
      context.mistakes.push({ where: name, message: 'holds a blank or a character that no key has; copy the key again' })
      continue
    }
    return { key, name }
  }
  return undefined
}

function fromEnvironment(record: ProviderRecord, context: ProviderContext): ProviderSetting | undefined {
  const own = environmentKey(record, context)
  const given = record.baseUrlEnv === undefined ? undefined : context.variable(record.baseUrlEnv)
  if (record.baseUrlEnv !== undefined && given !== undefined && given !== '') {
    const baseUrl = completeBaseUrl(record, given)
    const wrong = checkBaseUrl(baseUrl, true, context)
    if (wrong) {
      context.mistakes.push({ where: record.baseUrlEnv, message: wrong.replace('base_url', 'the address') })
      return undefined
    }
    return {
      record: { ...record, baseUrl: withoutTrailingSlash(baseUrl), allowPrivate: true },
      credential: own && new Secret(own.key),
      from: record.baseUrlEnv,
      provenance: 'environment',
    }
  }
  if (own === undefined || record.baseUrlEnv !== undefined) return undefined
  return { record, credential: new Secret(own.key), from: own.name, provenance: 'environment' }
}

/** All models of the file, checked against the providers that exist. */
export function readModels(
  listed: readonly (ModelYaml | undefined)[],
  providers: ReadonlySet<string>,
  reading: YamlReading,
  context: Pick<ProviderContext, 'mistakes'>,
): DeclaredModel[] {
  const seen = new Set<string>()
  return listed.flatMap((entry, index) => {
    if (entry === undefined) return []
    const path = ['models', index]
    if (seen.has(entry.id)) {
      context.mistakes.push({ where: reading.locate([...path, 'id']), message: `the model id ${entry.id} is used twice; ids are unique` })
    }
    seen.add(entry.id)
    if (entry.max_output_tokens > entry.context_length) {
      const message = `max_output_tokens (${entry.max_output_tokens}) is larger than context_length (${entry.context_length})`
      context.mistakes.push({ where: reading.locate([...path, 'max_output_tokens']), message })
    }
    if (entry.price_usd_per_million === undefined && entry.per_call_usd !== undefined) {
      context.mistakes.push({
        where: reading.locateKey(path, 'per_call_usd'),
        message: 'per_call_usd needs price_usd_per_million beside it',
      })
    }
    if (entry.price_usd_per_million?.per_call_usd !== undefined && entry.per_call_usd !== undefined) {
      context.mistakes.push({
        where: reading.locateKey(path, 'per_call_usd'),
        message: 'per_call_usd stands twice: beside price_usd_per_million and in it; keep one',
      })
    }
    const offers = new Set<string>()
    for (const [at, offer] of entry.offers.entries()) {
      const offerPath = [...path, 'offers', at]
      const id = `${offer.provider}/${offer.upstream_model ?? entry.id}`
      if (offers.has(id)) context.mistakes.push({ where: reading.locate(offerPath), message: `the offer ${id} stands twice` })
      offers.add(id)
      if (!providers.has(offer.provider)) {
        const near = suggestion(offer.provider, providers)
        const message = `there is no provider ${offer.provider}${near}; list it under providers, or set its key in the environment`
        context.mistakes.push({ where: reading.locate([...offerPath, 'provider']), message })
      }
    }
    return declared(entry, reading.locate(path))
  })
}

function declared(entry: ModelYaml, declaredAt: string): DeclaredModel {
  const price = entry.price_usd_per_million && priceOf(entry.price_usd_per_million, entry.per_call_usd)
  return {
    id: asId<ModelId>(entry.id),
    ...(entry.name !== undefined && { name: entry.name }),
    capabilities: entry.capabilities && entry.capabilities.length > 0 ? entry.capabilities : ['chat'],
    contextLength: entry.context_length,
    maxOutputTokens: entry.max_output_tokens,
    ...(price && { price }),
    ...(entry.image_tokens_max !== undefined && { imageTokensMax: entry.image_tokens_max }),
    ...(entry.streams_reasoning === true && { streamsReasoning: true }),
    slow: entry.slow ?? false,
    ...(entry.first_byte_ms !== undefined && { firstByteMs: entry.first_byte_ms }),
    ...(entry.idle_ms !== undefined && { idleMs: entry.idle_ms }),
    ...(entry.sort && { sort: entry.sort }),
    ...(entry.hedge === true && { hedge: true }),
    public: entry.public ?? true,
    offers: entry.offers.map((offer) => declaredOffer(offer, entry.id)),
    declaredAt,
  }
}

function declaredOffer(offer: OfferYaml, model: string): DeclaredOffer {
  return {
    provider: asId<ProviderId>(offer.provider),
    upstreamModel: offer.upstream_model ?? model,
    weight: offer.weight ?? 1,
    ...(offer.cost_usd_per_million && { cost: priceOf(offer.cost_usd_per_million, offer.cost_per_call_usd) }),
    ...(offer.thinking && { thinking: offer.thinking }),
    ...(offer.dialect && { dialect: offer.dialect }),
    ...(offer.output_cap_field && { outputCapField: offer.output_cap_field }),
    streamOnly: offer.stream_only ?? false,
    ...(offer.takes_stream_options !== undefined && { takesStreamOptions: offer.takes_stream_options }),
    ...(offer.sends_finish_reason !== undefined && { sendsFinishReason: offer.sends_finish_reason }),
    ...(offer.drops_params && { dropsParams: offer.drops_params }),
    ...policyOf(offer),
    ...(offer.prefills !== undefined && { prefills: offer.prefills }),
  }
}

/** The fee per call may stand beside the map of rates. */
function priceOf(price: PriceJson, perCall: string | undefined): Price {
  return priceFromJson(perCall === undefined ? price : { ...price, per_call_usd: perCall })
}
