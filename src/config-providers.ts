// From the YAML's providers and models, and the vendor keys of the environment, to what the server connects to. Opens no connection.
import type { DeclaredModel, DeclaredOffer } from './catalog/declared-model.ts'
import type { Price } from './catalog/model.ts'
import { checkBaseUrl, type Listen, withoutTrailingSlash } from './config-base-url.ts'
import {
  credentialMistake,
  credentialsFrom,
  onlyCredential,
  policyOf,
  type ProviderSetting,
  recordFrom,
  type TellMistake,
} from './config-provider.ts'
import type { ConfigMistake, YamlReading } from './config-yaml.ts'
import type { ModelYaml, OfferYaml, ProviderYaml } from './config-schema.ts'
import { suggestion } from './config-suggest.ts'
import { Secret } from './base/secret.ts'
import { asId, type ModelId, type ProviderId } from './contract/ids.ts'
import { priceFromJson, type PriceJson } from './contract/price-json.ts'
import { looksLikeOurSecret } from './keys/key-format.ts'
import { completeBaseUrl } from './providers/base-url.ts'
import { fillParts, isPartText, type Parts } from './providers/fill-parts.ts'
import { genericProvider } from './providers/generic.ts'
import type { ProviderRecord } from './providers/provider.ts'

export type { ProviderSetting } from './config-provider.ts'

export interface ProviderContext {
  readonly registry: readonly ProviderRecord[]
  /** A variable, or the content of the file that `<name>_FILE` names. */
  readonly variable: (name: string) => string | undefined
  readonly listen: Listen
  readonly mistakes: ConfigMistake[]
  readonly warnings: string[]
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
  const tell: TellMistake = (field, message) => {
    const at = field === '' ? path : [...path, field]
    if (!reading.spoiled(at)) context.mistakes.push({ where: reading.locate(at), message })
  }
  const around = {
    registry: context.registry,
    listen: context.listen,
    partsOf: (record: ProviderRecord) => environmentParts(record, context),
  }
  const record = recordFrom(entry, around, tell)
  const listed = credentialsFrom(entry, record?.auth ?? genericProvider.auth, tell)
  if (record === undefined) return undefined
  const known = context.registry.find(({ id }) => id === entry.id)
  // A key is not taken from the environment for a host of the operator's own choice: it would leak to it.
  const own = listed.length === 0 && known && entry.base_url === undefined ? environmentKey(known, context)?.key : undefined
  const credentials = own === undefined ? listed : [{ name: onlyCredential, weight: 1, secret: new Secret(own) }]
  return { record, credentials, from: reading.locate(path), provenance: 'yaml' }
}

function environmentParts(record: ProviderRecord, context: ProviderContext): Parts {
  const parts: Record<string, string> = {}
  for (const { name, env } of record.baseUrlParts ?? []) {
    for (const variable of env) {
      const text = context.variable(variable)?.trim()
      if (text === undefined || text === '' || parts[name] !== undefined) continue
      if (isPartText(text)) parts[name] = text
      else context.mistakes.push({ where: variable, message: 'must be letters, digits and . _ - within' })
    }
  }
  return parts
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
    const mistake = credentialMistake(record.auth, key)
    if (mistake !== undefined) {
      context.mistakes.push({ where: name, message: mistake })
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
    const wrong = checkBaseUrl(baseUrl, true, context.listen)
    if (wrong) {
      context.mistakes.push({ where: record.baseUrlEnv, message: wrong.replace('base_url', 'the address') })
      return undefined
    }
    return {
      record: { ...record, baseUrl: withoutTrailingSlash(baseUrl), allowPrivate: true },
      credentials: own === undefined ? [] : [{ name: onlyCredential, weight: 1, secret: new Secret(own.key) }],
      from: record.baseUrlEnv,
      provenance: 'environment',
    }
  }
  if (own === undefined || record.baseUrlEnv !== undefined) return undefined
  const filled = fillParts(record, environmentParts(record, context), undefined)
  const [missing] = filled.missing
  if (missing !== undefined) {
    const { env, means } = missing
    context.warnings.push(
      `${own.name} is set, but ${record.name} needs ${means} too: set ${env[0]}, or list the provider in nexorouter.yaml`,
    )
    return undefined
  }
  const credentials = [{ name: onlyCredential, weight: 1, secret: new Secret(own.key) }]
  return { record: filled.record, credentials, from: own.name, provenance: 'environment' }
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
