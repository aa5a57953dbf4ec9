// Reads the reviewed catalog from its folder of JSON facts. Knows nothing of who is live, of requests or of the YAML.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { DeclaredModel, DeclaredOffer } from './catalog/declared-model.ts'
import { capabilities } from './contract/capabilities.ts'
import { asId, type ModelId, type ProviderId } from './contract/ids.ts'
import { priceFromJson, priceSchema } from './contract/price-json.ts'

const evidenceJson = z.strictObject({
  /** The vendor's page. */
  source: z.url({ protocol: /^https$/ }),
  /** Further places that say the same; at least one where the vendor's page itself was not read. */
  confirmed_by: z.array(z.string().min(1)).optional(),
  as_of: z.iso.date(),
  note: z.string().min(1),
})
const positive = z.int().positive()

const modelJson = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$/),
  name: z.string().min(1),
  /** Seconds since 1970 of the vendor's release. */
  created: positive,
  capabilities: z.array(z.enum(capabilities)).min(1),
  context_length: positive,
  max_output_tokens: positive,
  image_tokens_max: positive.optional(),
  /** The vendor documents that reasoning arrives as text in the stream. Absent: it does not, and the model needs its whole hold. */
  streams_reasoning: z.boolean().optional(),
  slow: z.boolean().optional(),
  /** What customers pay. Absent: price pending. */
  price: priceSchema.optional(),
  /** Where the price was read; without a price, why there is none. */
  evidence: evidenceJson,
})

const offerJson = z.strictObject({
  model: z.string().min(1),
  provider: z.string().min(1),
  upstream_model: z.string().min(1),
  weight: positive.optional(),
  /** Overrides the provider's list: request fields that this model refuses. */
  drops_params: z.array(z.string().min(1)).optional(),
  /** How the model is told to think; absent: by a word. */
  thinking: z.enum(['effort', 'budget']).optional(),
  /** What the provider charges us. Absent: unknown. */
  cost: priceSchema.optional(),
  evidence: evidenceJson.optional(),
})

type ModelJson = z.infer<typeof modelJson>
type OfferJson = z.infer<typeof offerJson>

/** A file of the catalog that is not as it must be. Ours to mend: the catalog ships with the server. */
export class CatalogFileWrong extends Error {
  override readonly name = 'CatalogFileWrong'
}

interface CatalogFiles {
  readonly models: readonly { readonly lab: string; readonly file: string; readonly json: ModelJson }[]
  readonly offers: readonly { readonly folder: string; readonly file: string; readonly json: OfferJson }[]
}

/** The folder that ships beside `src` and beside `dist`. */
export function catalogFolder(): string {
  return join(import.meta.dirname, '..', 'catalog')
}

/** Every file of `models/<lab>/` and `offers/<provider>/`, in order of name; throws `CatalogFileWrong`. */
export function readCatalogFiles(folder: string): CatalogFiles {
  return {
    models: jsonFiles(join(folder, 'models')).map(({ group, file, value }) => ({ lab: group, file, json: parsed(modelJson, value, file) })),
    offers: jsonFiles(join(folder, 'offers')).map(({ group, file, value }) => ({
      folder: group,
      file,
      json: parsed(offerJson, value, file),
    })),
  }
}

/** The reviewed catalog as declared models, each with all its offers whoever is live. */
export function readCatalog(folder: string = catalogFolder()): readonly DeclaredModel[] {
  const files = readCatalogFiles(folder)
  const offers = new Map<string, DeclaredOffer[]>()
  for (const { json } of files.offers) offers.set(json.model, [...(offers.get(json.model) ?? []), declaredOffer(json)])
  return files.models.map(({ lab, json }) => declaredModel(lab, json, offers.get(json.id) ?? []))
}

function declaredModel(lab: string, json: ModelJson, offers: readonly DeclaredOffer[]): DeclaredModel {
  return {
    id: asId<ModelId>(json.id),
    name: json.name,
    capabilities: json.capabilities,
    contextLength: json.context_length,
    maxOutputTokens: json.max_output_tokens,
    ...(json.price && { price: priceFromJson(json.price) }),
    ...(json.image_tokens_max !== undefined && { imageTokensMax: json.image_tokens_max }),
    ...(json.streams_reasoning === true && { streamsReasoning: true }),
    slow: json.slow ?? false,
    created: json.created,
    ownedBy: lab,
    evidence: { source: json.evidence.source, approvedBy: 'catalog review', asOf: json.evidence.as_of },
    offers,
  }
}

function declaredOffer(json: OfferJson): DeclaredOffer {
  return {
    provider: asId<ProviderId>(json.provider),
    upstreamModel: json.upstream_model,
    weight: json.weight ?? 1,
    ...(json.drops_params && { dropsParams: json.drops_params }),
    ...(json.thinking && { thinking: json.thinking }),
    ...(json.cost && { cost: priceFromJson(json.cost) }),
  }
}

function jsonFiles(folder: string): { group: string; file: string; value: unknown }[] {
  return names(folder).flatMap((group) =>
    names(join(folder, group)).map((name) => {
      const file = join(folder, group, name)
      try {
        return { group, file, value: JSON.parse(readFileSync(file, 'utf8')) as unknown }
      } catch (cause) {
        throw new CatalogFileWrong(`${file} cannot be read as JSON`, { cause })
      }
    }),
  )
}

function names(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .toSorted()
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, file: string): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new CatalogFileWrong(`${file}: ${z.prettifyError(result.error)}`)
}
