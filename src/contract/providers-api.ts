// The shapes of the control API around providers: connecting one, its credentials, publishing models. Knows no storage and no HTTP.
import { z } from 'zod'
import { credentialName, credentialValue, positive, providerSchema } from './provider-entry.ts'

/** The same fields as in the YAML. The secrets are taken and never given back. */
export const connectProviderInput = providerSchema
export type ConnectProviderInput = z.output<typeof connectProviderInput>

/** What may change later; a host that changes takes all credentials away. */
export const changeProviderInput = providerSchema.omit({ id: true, api_key: true, api_keys: true, vendor: true }).partial()
export type ChangeProviderInput = z.output<typeof changeProviderInput>

export const addCredentialInput = z.strictObject({ name: credentialName, value: credentialValue, weight: positive('').optional() })
export type AddCredentialInput = z.output<typeof addCredentialInput>

export const changeCredentialInput = z.strictObject({
  weight: positive('').optional(),
  disabled: z.boolean('must be true or false').optional(),
})
export type ChangeCredentialInput = z.output<typeof changeCredentialInput>

/** A model in the form of the YAML; its fields are checked where that is. */
export const publishModelInput = z.looseObject({ id: z.string('must be a text').min(1).max(200) })
export type PublishModelInput = z.output<typeof publishModelInput>

export const credentialJson = z.object({
  /** Null: it stands in the YAML or in the environment, and changes there. */
  id: z.string().nullable(),
  name: z.string(),
  weight: z.number(),
  /** Empty for short ones. */
  last_four: z.string(),
  disabled: z.boolean(),
  /** `ready`, `disabled`, or why it is spared right now: `unauthorized`, `rate_limited`, ... */
  state: z.string(),
  spared_until: z.string().nullable(),
  created_at: z.string().nullable(),
})
export type CredentialJson = z.output<typeof credentialJson>

export const providerJson = z.object({
  id: z.string(),
  name: z.string(),
  base_url: z.string(),
  dialect: z.string(),
  models: z.number(),
  /** `ready`, or why nothing can be sent there. */
  status: z.string(),
  simulated: z.boolean(),
  /** Where it is described: `control API`, the place in the YAML, or a variable. Only those of the control API can be changed through it. */
  from: z.string(),
  editable: z.boolean(),
  credentials: z.array(credentialJson),
})
export type ProviderJson = z.output<typeof providerJson>

/** A vendor that can be connected by its ID. */
export const vendorJson = z.object({
  id: z.string(),
  name: z.string(),
  dialect: z.string(),
  /** `bearer`, `header`, `aws`, `google` or `none`. */
  credential: z.string(),
  local: z.boolean(),
  base_url: z.string(),
  base_url_parts: z.array(z.object({ name: z.string(), means: z.string(), fallback: z.string().nullable() })),
  docs: z.string(),
})
export type VendorJson = z.output<typeof vendorJson>

/** A model that a provider says it serves. */
export const upstreamModelJson = z.object({
  id: z.string(),
  context_length: z.number().nullable(),
  /** The model of ours that already has this offer; null: none. */
  published_as: z.string().nullable(),
})
export type UpstreamModelJson = z.output<typeof upstreamModelJson>

export const disconnectedJson = z.object({ id: z.string(), deleted: z.literal(true) })
