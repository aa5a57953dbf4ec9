// One provider as an operator describes it, in the YAML or through the control API -> what the server connects to. Opens no connection.
import { Secret } from './base/secret.ts'
import { checkBaseUrl, type Listen, withoutTrailingSlash } from './config-base-url.ts'
import type { ProviderYaml } from './config-schema.ts'
import { suggestion } from './config-suggest.ts'
import { asId, type ProviderId } from './contract/ids.ts'
import { looksLikeOurSecret } from './keys/key-format.ts'
import { fillParts, isPartText, type Parts } from './providers/fill-parts.ts'
import { genericProvider } from './providers/generic.ts'
import type { ProviderRecord } from './providers/provider.ts'
import { credentialFault } from './upstream/credential-form.ts'

/** One of a provider's credentials. */
export interface CredentialSetting {
  /** For people and usage records; unique within the provider. */
  readonly name: string
  /** Its share of the requests among the credentials that are fit. */
  readonly weight: number
  readonly secret: Secret<string>
}

/** One provider that is to come up. */
export interface ProviderSetting {
  readonly record: ProviderRecord
  /** None: it needs none, or has none yet. */
  readonly credentials: readonly CredentialSetting[]
  /** `nexorouter.yaml:3:5`, the environment variable that brought it up, or `control API`. */
  readonly from: string
  readonly provenance: 'yaml' | 'environment' | 'control'
}

/** The field that is wrong, and how; an empty field is the whole entry. */
export type TellMistake = (field: string, message: string) => void

export interface ProviderSurroundings {
  readonly registry: readonly ProviderRecord[]
  readonly listen: Listen
  /** What the environment says of a known vendor at its own address. */
  readonly partsOf: (record: ProviderRecord) => Parts
}

/** The name of a credential that nobody named. */
export const onlyCredential = 'default'

/** The record that an entry makes, without its credentials. Undefined after the mistakes were told. */
export function recordFrom(entry: ProviderYaml, around: ProviderSurroundings, tell: TellMistake): ProviderRecord | undefined {
  const vendor = entry.vendor ?? entry.id
  const known = around.registry.find((record) => record.id === vendor)
  if (known === undefined && (entry.vendor !== undefined || entry.base_url === undefined)) {
    const near = suggestion(
      vendor,
      around.registry.map((record) => record.id),
    )
    const lacks = entry.vendor === undefined ? `the provider ${entry.id} needs a base_url: it` : `the vendor ${entry.vendor}`
    tell(entry.vendor === undefined ? '' : 'vendor', `${lacks} is not a known vendor${near}`)
    return undefined
  }
  const base = known ?? { ...genericProvider, id: asId<ProviderId>(entry.id), name: entry.id, baseUrl: '' }
  const parts = partsFrom(entry, base, around, tell)
  if (parts === undefined) return undefined
  const { record, missing } = fillParts(base, parts, entry.base_url)
  for (const part of missing) tell('base_url_parts', `needs ${part.name}: ${part.means}${variablesOf(part.env)}`)
  if (missing.length > 0) return undefined
  const allowPrivate = entry.allow_private ?? (entry.base_url === undefined && record.allowPrivate)
  const wrong = checkBaseUrl(record.baseUrl, allowPrivate, around.listen)
  if (wrong !== undefined) {
    tell('base_url', wrong)
    return undefined
  }
  const mistake = entry.auth === 'aws-role' ? roleMistake(record, entry, allowPrivate) : undefined
  if (mistake !== undefined) {
    tell('auth', mistake)
    return undefined
  }
  return withSaid(record, entry, allowPrivate)
}

const awsHost = /\.(?:amazonaws\.com|amazonaws\.com\.cn|api\.aws)$/

/** Signatures of this machine's own role go to Amazon, or where the operator says that it is private. */
function roleMistake({ auth, baseUrl }: ProviderRecord, { api_key, api_keys }: ProviderYaml, allowPrivate: boolean): string | undefined {
  if (auth.kind !== 'aws')
    return 'aws-role is for the providers of Amazon: set vendor to bedrock-converse, bedrock-anthropic, bedrock or bedrock-mantle'
  if (api_key !== undefined || api_keys !== undefined) return 'aws-role takes the keys of the machine: leave api_key out'
  if (allowPrivate || awsHost.test(URL.parse(baseUrl)?.hostname ?? '')) return undefined
  return 'aws-role signs requests to Amazon only: leave base_url out, or add allow_private: true for an endpoint of your own network'
}

/** What the entry says itself wins over the vendor's facts. */
function withSaid(record: ProviderRecord, entry: ProviderYaml, allowPrivate: boolean): ProviderRecord {
  // A dialect that the operator names is the only one, under its usual paths; another host may not speak the others.
  const { alsoSpeaks, endpoint, framing, baseUrlParts: _parts, baseUrlWhen: _when, baseUrlEnv: _env, ...rest } = record
  return {
    ...rest,
    id: asId<ProviderId>(entry.id),
    name: entry.name ?? (entry.vendor === undefined || entry.vendor === entry.id ? record.name : entry.id),
    baseUrl: withoutTrailingSlash(record.baseUrl),
    allowPrivate,
    ...(entry.dialect === undefined && entry.base_url === undefined && alsoSpeaks && { alsoSpeaks }),
    ...(entry.dialect === undefined && endpoint && { endpoint }),
    ...(entry.dialect === undefined && framing && { framing }),
    ...(entry.dialect !== undefined && { dialect: entry.dialect }),
    ...(entry.auth !== undefined && { auth: authOf(entry.auth, record.auth) }),
    ...(entry.output_cap_field !== undefined && { outputCapField: entry.output_cap_field }),
    ...(entry.takes_stream_options !== undefined && { takesStreamOptions: entry.takes_stream_options }),
    ...(entry.sends_finish_reason !== undefined && { sendsFinishReason: entry.sends_finish_reason }),
    ...(entry.drops_params !== undefined && { dropsParams: entry.drops_params }),
    ...policyOf(entry),
  }
}

/** What was not said stays unknown; it is never guessed from the vendor's name. */
export function policyOf({ region, collects_data, retains_data }: Pick<ProviderYaml, 'region' | 'collects_data' | 'retains_data'>) {
  return {
    ...(region !== undefined && { region }),
    ...(collects_data !== undefined && { collectsData: collects_data }),
    ...(retains_data !== undefined && { retainsData: retains_data }),
  }
}

function authOf(auth: NonNullable<ProviderYaml['auth']>, own: ProviderRecord['auth']): ProviderRecord['auth'] {
  if (auth === 'aws-role') return own.kind === 'aws' ? { ...own, kind: auth } : own
  return typeof auth === 'string' ? { kind: auth } : { kind: 'header', header: auth.header }
}

function partsFrom(entry: ProviderYaml, base: ProviderRecord, around: ProviderSurroundings, tell: TellMistake): Parts | undefined {
  const known = base.baseUrlParts ?? []
  const names = known.map(({ name }) => name)
  let fine = true
  for (const [name, text] of Object.entries(entry.base_url_parts ?? {})) {
    const unknown = !names.includes(name)
    if (!unknown && isPartText(text)) continue
    fine = false
    const takes = names.length === 0 ? 'takes none' : `takes ${names.join(', ')}`
    tell('base_url_parts', unknown ? `${base.name} ${takes}, not ${name}` : `${name} must be letters, digits and . _ - within`)
  }
  if (!fine) return undefined
  // The environment speaks of the vendor's own address, in the account whose key it holds.
  return { ...(entry.base_url === undefined ? around.partsOf(base) : {}), ...entry.base_url_parts }
}

function variablesOf(env: readonly string[]): string {
  return env.length === 0 ? '' : ` (or set ${env[0]})`
}

/** As other configurations write a variable; it would be sent as it stands. */
const nameOfVariable = /^(?:\$|os\.environ\/|env:|\{\{\s*(?:env\.)?|%)([A-Z][A-Z0-9_]{2,})(?:\s*\}\}|%)?$/

/** What is wrong with a credential; undefined: nothing. Never repeats any of it. */
export function credentialMistake(auth: ProviderRecord['auth'], text: string): string | undefined {
  if (looksLikeOurSecret(text)) return 'is a key of this server, not of the provider'
  const variable = nameOfVariable.exec(text)?.[1]
  if (variable !== undefined) return `is the name of a variable, not a key; in nexorouter.yaml write \${${variable}}`
  return credentialFault(auth, text)
}

/** The credentials that an entry lists, each checked. Mistakes are told; what is wrong is left out. */
export function credentialsFrom(entry: ProviderYaml, auth: ProviderRecord['auth'], tell: TellMistake): readonly CredentialSetting[] {
  if (entry.api_key !== undefined && entry.api_keys !== undefined) tell('api_keys', 'stands beside api_key: keep one of them')
  const listed =
    entry.api_keys ?? (entry.api_key === undefined || entry.api_key === '' ? [] : [{ name: onlyCredential, value: entry.api_key }])
  const names = new Set<string>()
  return listed.flatMap(({ value, ...more }, index) => {
    const { name = `key-${index + 1}`, weight = 1 } = more as { name?: string; weight?: number }
    const field = entry.api_keys === undefined ? 'api_key' : 'api_keys'
    const mistake = names.has(name) ? `has two entries called ${name}; names are unique` : credentialMistake(auth, value)
    names.add(name)
    if (mistake === undefined) return [{ name, weight, secret: new Secret(value) }]
    tell(field, `${field} ${mistake}`)
    return []
  })
}
