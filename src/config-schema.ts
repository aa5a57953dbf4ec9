// The shape of nexorouter.yaml: its schema, and the JSON Schema published from it. Knows no files and no environment.
import { routeSorts } from './contract/route-preferences.ts'
import { z } from 'zod'
import { capabilities } from './catalog/model.ts'
import { dialectNames } from './contract/dialects.ts'
import { decimalText, priceSchema } from './contract/price-json.ts'
import { settings } from './config-settings.ts'

const price = (description: string) => priceSchema.meta({ description })

const flag = (description: string) => z.boolean('must be true or false').meta({ description })
const words = (description: string) => z.array(z.string('must be a text').min(1).max(200), 'must be a list').max(200).meta({ description })
const positive = (description: string) => {
  const expects = 'must be a whole number from 1 to 1000000000'
  return z.int(expects).min(1, expects).max(1_000_000_000, expects).meta({ description })
}
const modelId = z
  .string('must be a text')
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}$/,
    'must be letters, digits and . _ : / @ + - (at most 200), starting with a letter or digit',
  )
const providerId = z
  .string('must be a text')
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and dashes (at most 63)')
const outputCapField = z
  .enum(['max_tokens', 'max_completion_tokens'], 'must be max_tokens or max_completion_tokens')
  .meta({ description: 'The request field that carries the output cap.' })

const dialect = (description: string) => z.enum(dialectNames, `must be ${dialectNames.join(' or ')}`).meta({ description })

/** Where prompts go and what becomes of them: of a whole provider, or of one offer. */
const policyShape = {
  region: z
    .string('must be a text')
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be lower-case letters, digits and dashes (at most 32)')
    .meta({ description: 'Where it processes prompts, such as eu; callers may ask for regions.' })
    .optional(),
  collects_data: flag(
    'False: it neither stores prompts for itself nor trains on them. Absent: not known, which counts as true.',
  ).optional(),
  retains_data: flag('False: it keeps nothing of a request at all. Absent: not known, which counts as true.').optional(),
}

export const providerSchema = z.strictObject(
  {
    id: providerId.meta({ description: 'Your name for it. The ID of a known vendor fills in the rest of its facts.' }),
    name: z.string('must be a text').min(1).max(100).meta({ description: 'Label for people.' }).optional(),
    dialect: dialect('The wire language it speaks.').optional(),
    base_url: z
      .string('must be a URL')
      .max(2000)
      .meta({ description: 'http or https, version segment included, no credentials. Not needed for a known vendor.' })
      .optional(),
    api_key: z
      .string('must be a text; put numbers in quotes')
      .max(4096)
      .meta({ description: 'Its credential; write ${VARIABLE} rather than the secret itself.' })
      .optional(),
    auth: z
      .union([z.enum(['bearer', 'none']), z.strictObject({ header: z.string().regex(/^[a-z0-9-]{1,64}$/) })], {
        error: 'must be bearer, none or { header: name-in-lower-case }',
      })
      .meta({ description: 'How the credential travels; bearer when absent.' })
      .optional(),
    allow_private: flag('Allows a loopback or private address.').optional(),
    output_cap_field: outputCapField.optional(),
    takes_stream_options: flag('False: it refuses stream_options.').optional(),
    sends_finish_reason: flag('False: its streams end without a finish_reason.').optional(),
    drops_params: words('Harmless request fields that it refuses: dropped, and named in a response header.').optional(),
    ...policyShape,
  },
  'must be a map with an id',
)

export const offerSchema = z.strictObject(
  {
    provider: providerId.meta({ description: 'The id of a provider.' }),
    upstream_model: z
      .string('must be a text')
      .min(1)
      .max(200)
      .meta({ description: 'What the provider calls the model; absent: as the model.' })
      .optional(),
    weight: positive('Share of first attempts among the offers; 1 when absent.').optional(),
    cost_usd_per_million: price('What the provider charges you, for the books.').optional(),
    cost_per_call_usd: decimalText(9, 'What the provider charges you per request.').optional(),
    dialect: dialect('Overrides the provider.').optional(),
    output_cap_field: outputCapField.optional(),
    takes_stream_options: flag('Overrides the provider.').optional(),
    sends_finish_reason: flag('Overrides the provider.').optional(),
    stream_only: flag('True: it only streams; buffered calls are aggregated.').optional(),
    drops_params: words("Overrides the provider's list.").optional(),
    prefills: flag(
      'True: it goes on behind the beginning of an answer, so a broken stream can continue there. Absent: offers of Anthropic do, others do not.',
    ).optional(),
    ...policyShape,
    thinking: z
      .enum(['effort', 'budget'], 'must be effort or budget')
      .meta({
        description: 'How a Claude model is told to think: by a word, or by a budget of tokens (4.5 and older); effort when absent.',
      })
      .optional(),
  },
  'must be a map with a provider',
)

export const modelSchema = z.strictObject(
  {
    id: modelId.meta({ description: 'What callers name; case-sensitive.' }),
    name: z.string('must be a text').min(1).max(200).meta({ description: 'Label for people.' }).optional(),
    capabilities: z
      .array(z.enum(capabilities, `must be one of ${capabilities.join(', ')}`), 'must be a list such as [chat, tools]')
      .meta({ description: '`chat` also puts it into the key scope "chat models"; [chat] when absent.' })
      .optional(),
    context_length: positive('Tokens of prompt and answer together.'),
    max_output_tokens: positive('Tokens of an answer.'),
    price_usd_per_million: price('What a customer pays. Absent: "Price pending", not callable.').optional(),
    per_call_usd: decimalText(9, 'A fee per answered request.').optional(),
    image_tokens_max: positive('Upper bound of input tokens that one image can cost.').optional(),
    streams_reasoning: flag(
      'Its reasoning comes in its streams, so it can run on slices; a model that reasons in silence needs its whole hold.',
    ).optional(),
    slow: flag('Takes minutes to the first token: longer clocks.').optional(),
    first_byte_ms: positive(
      'To the first byte of a stream, all attempts together; absent: timeouts.first_byte_ms, or the slow one.',
    ).optional(),
    idle_ms: positive('Silence in the middle of a stream; absent: timeouts.idle_ms, or the slow one.').optional(),
    hedge: flag(
      'True: a stream that is slower to begin than 19 of 20 is asked of a second offer beside the first; the loser is cut, and you pay for it.',
    ).optional(),
    sort: z
      .enum(routeSorts, `must be ${routeSorts.join(', ')}`)
      .meta({ description: 'How its offers are ordered for callers that do not say; by weight when absent.' })
      .optional(),
    public: flag('Only public models are listed and callable; true when absent.').optional(),
    owned_by: z.string('must be a text').min(1).max(100).meta({ description: '`owned_by` of the model list.' }).optional(),
    offers: z.array(offerSchema, 'must be a list').max(100).meta({ description: 'Who serves it.' }),
  },
  'must be a map with id, context_length, max_output_tokens and offers',
)

export type ProviderYaml = z.infer<typeof providerSchema>
export type OfferYaml = z.infer<typeof offerSchema>
export type ModelYaml = z.infer<typeof modelSchema>

type Shape = Record<string, z.ZodType>

/** The settings of the table as nested YAML sections. */
function scalarShape(): Shape {
  const top: Shape = {}
  const sections = new Map<string, Shape>()
  for (const setting of Object.values(settings)) {
    if (setting.yaml === null) continue
    const [first, second] = setting.yaml.split('.') as [string, string | undefined]
    const unit = setting.unit === '' ? '' : ` Unit: ${setting.unit}.`
    const schema = (setting.schema as z.ZodType).meta({ description: `${setting.why}.${unit} Default: ${setting.shown}.` }).optional()
    if (second === undefined) top[first] = schema
    else sections.set(first, { ...sections.get(first), [second]: schema })
  }
  for (const [name, shape] of sections) top[name] = z.strictObject(shape, 'must be a map').nullish()
  return top
}

/** The whole file. */
export const fileSchema = z.strictObject(
  {
    ...scalarShape(),
    providers: z.array(providerSchema, 'must be a list').max(200).nullish().meta({ description: 'Who answers.' }),
    models: z
      .array(modelSchema, 'must be a list')
      .max(5000)
      .nullish()
      .meta({ description: 'What callers name, with its price and offers.' }),
  },
  'the file must hold a map of settings',
)

/** The published JSON Schema, as a plain object. */
export function publishedSchema(): object {
  const body = z.toJSONSchema(fileSchema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if ((zodSchema as unknown as z.ZodType).meta()?.['decimal'] !== true) return
      delete jsonSchema['decimal']
      jsonSchema.type = undefined as never
      Object.assign(jsonSchema, { type: ['number', 'string'] })
    },
  })
  const { $schema, ...rest } = body
  return { $schema, $id: 'nexorouter.schema.json', title: 'nexorouter.yaml', ...rest }
}
