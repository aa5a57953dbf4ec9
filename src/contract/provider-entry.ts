// A provider as its operator describes it, in the YAML and through the control API: the schema. Knows no vendor.
import { z } from 'zod'
import { upstreamDialectNames } from './dialects.ts'

export const flag = (description: string) => z.boolean('must be true or false').meta({ description })
export const words = (description: string) =>
  z.array(z.string('must be a text').min(1).max(200), 'must be a list').max(200).meta({ description })
export const positive = (description: string) => {
  const expects = 'must be a whole number from 1 to 1000000000'
  return z.int(expects).min(1, expects).max(1_000_000_000, expects).meta({ description })
}

export const providerId = z
  .string('must be a text')
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and dashes (at most 63)')
export const outputCapField = z
  .enum(['max_tokens', 'max_completion_tokens'], 'must be max_tokens or max_completion_tokens')
  .meta({ description: 'The request field that carries the output cap.' })

export const dialect = (description: string) =>
  z.enum(upstreamDialectNames, `must be ${upstreamDialectNames.join(' or ')}`).meta({ description })

export const credentialName = z
  .string('must be a text')
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'must be letters, digits and . _ - (at most 63)')
export const credentialValue = z.string('must be a text; put numbers in quotes').min(1, 'must not be empty').max(16_384)

/** Where prompts go and what becomes of them: of a whole provider, or of one offer. */
export const policyShape = {
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

const headerName = z.string().regex(/^[a-z0-9-]{1,64}$/, 'must be the name of a header: lower-case letters, digits and dashes')

export const providerSchema = z.strictObject(
  {
    id: providerId.meta({ description: 'Your name for it. The ID of a known vendor fills in the rest of its facts.' }),
    name: z.string('must be a text').min(1).max(100).meta({ description: 'Label for people.' }).optional(),
    vendor: providerId
      .meta({ description: 'The known vendor whose facts fill in the rest, when the id is another: a second account, a second region.' })
      .optional(),
    dialect: dialect('The wire language it speaks.').optional(),
    base_url: z
      .string('must be a URL')
      .max(2000)
      .meta({ description: 'http or https, version segment included, no credentials. Not needed for a known vendor.' })
      .optional(),
    api_key: z
      .string('must be a text; put numbers in quotes')
      .max(16_384)
      .meta({ description: 'Its credential; write ${VARIABLE} rather than the secret itself.' })
      .optional(),
    api_keys: z
      .array(
        z.strictObject(
          {
            name: credentialName.meta({ description: 'Shown in usage records; unique within the provider.' }).optional(),
            value: credentialValue.meta({ description: 'The credential itself.' }),
            weight: positive('Share of the requests among the credentials that are fit; 1 when absent.').optional(),
          },
          'must be a map with a value',
        ),
        'must be a list such as [{ name: a, value: ${KEY_A} }]',
      )
      .min(1, 'must have at least one entry')
      .max(100, 'must have at most 100 entries')
      .meta({ description: 'Several credentials instead of `api_key`; one that is refused or limited gives way to the next.' })
      .optional(),
    base_url_parts: z
      .record(z.string(), z.string('must be a text').min(1).max(128), 'must be a map such as { region: eu-central-1 }')
      .meta({ description: "What a vendor's base URL needs from you: a region, a project, an account; see providers.md." })
      .optional(),
    auth: z
      .union([z.enum(['bearer', 'none', 'aws-role']), z.strictObject({ header: headerName })], {
        error: 'must be bearer, none, aws-role or { header: name-in-lower-case }',
      })
      .meta({
        description:
          'How the credential travels; bearer when absent. aws-role: a provider of Amazon, signed with the keys of the role that this server runs in.',
      })
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

export type ProviderYaml = z.infer<typeof providerSchema>
