// The shape of nexorouter.yaml: its schema, and the JSON Schema published from it. Knows no files and no environment.
import { routeSorts } from './contract/route-preferences.ts'
import { z } from 'zod'
import { capabilities } from './contract/capabilities.ts'
import { decimalText, priceSchema } from './contract/price-json.ts'
import {
  dialect,
  flag,
  outputCapField,
  policyShape,
  positive,
  providerId,
  type ProviderYaml,
  providerSchema,
  words,
} from './contract/provider-entry.ts'
import { oidcServiceSchema } from './config-oidc-services.ts'
import { settings } from './config-settings.ts'

const price = (description: string) => priceSchema.meta({ description })

const modelId = z
  .string('must be a text')
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}$/,
    'must be letters, digits and . _ : / @ + - (at most 200), starting with a letter or digit',
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

export type { ProviderYaml }
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
    oidc_services: z
      .array(oidcServiceSchema, 'must be a list')
      .max(20)
      .nullish()
      .meta({ description: 'Further services that sign people in.' }),
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
