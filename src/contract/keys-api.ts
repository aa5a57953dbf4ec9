// The shapes of keys as answers, of revealing and rotating them, and of management keys. Knows no storage and no HTTP.
import { z } from 'zod'
import { label } from './control-api.ts'
import { factorCode } from './factors-api.ts'
import { passkeyProof } from './passkeys-api.ts'
import { keyRouting } from './key-routing.ts'

const instant = z.iso.datetime()
const limit = z.int().nullable().optional()

export const keyJson = z.object({
  id: z.string(),
  account_id: z.string(),
  name: z.string(),
  last_four: z.string(),
  state: z.enum(['active', 'disabled', 'expired']),
  budget_usd: z.string().nullable(),
  budget_quota: z.string().nullable(),
  budget_reset: z.enum(['daily', 'weekly', 'monthly']).nullable(),
  budget_resets_at: instant.nullable(),
  budget_spent_usd: z.string().nullable(),
  budget_remaining_usd: z.string().nullable(),
  model_budgets: z.record(
    z.string(),
    z.object({ budget_usd: z.string(), spent_usd: z.string(), held_usd: z.string(), remaining_usd: z.string() }),
  ),
  member_id: z.string().nullable(),
  routing: keyRouting.meta({ description: 'What holds for every request of the key; null: nothing.' }),
  spent_usd: z.string(),
  spent_quota: z.string(),
  held_usd: z.string(),
  models: z.union([z.enum(['all', 'chat']), z.array(z.string())]),
  limits: z.object({ requests_per_minute: limit, tokens_per_minute: limit, concurrent_requests: limit }),
  expires_at: instant.nullable(),
  created_at: instant,
  last_used_at: instant.nullable(),
})

/** The answers that carry the secret. */
export const keyWithSecretJson = keyJson.extend({ key: z.string().meta({ description: 'The secret; keep it.' }) })
export const rotatedKeyJson = keyWithSecretJson.extend({
  former_works_until: instant.nullable().meta({ description: 'The secret before works until then; null: it ended at once.' }),
})

export const deletedJson = z.object({ id: z.string(), deleted: z.literal(true) })

const hoursMax = 30 * 24
const overlap = `must be a whole number of hours from 0 to ${hoursMax}`
export const rotateKeyInput = z.strictObject({
  overlap_hours: z
    .int(overlap)
    .min(0, overlap)
    .max(hoursMax, overlap)
    .default(24)
    .meta({ description: 'How long the secret before still works.' }),
})
export type RotateKeyInput = z.output<typeof rotateKeyInput>

export const revealKeyInput = z.strictObject({
  code: factorCode.optional(),
  passkey: passkeyProof.optional(),
  password: z.string('must be a text').min(1).max(1_024).optional().meta({
    description: 'Your own. Not needed when you signed in or confirmed within the last minutes and have no password.',
  }),
})
export type RevealKeyInput = z.output<typeof revealKeyInput>
export const revealedKeyJson = z.object({ id: z.string(), key: z.string().meta({ description: 'The secret.' }) })

const scope = z.enum(['read', 'account', 'operator'], 'must be read, account or operator')
export const createManagementKeyInput = z.strictObject({
  name: label,
  scope,
  expires: z.string('must be "30d", an ISO date or instant such as "2027-01-31T00:00:00Z", or null').max(40).nullable().optional(),
})
export type CreateManagementKeyInput = z.output<typeof createManagementKeyInput>

export const managementKeyJson = z.object({
  id: z.string(),
  name: z.string(),
  last_four: z.string(),
  scope,
  expires_at: instant.nullable(),
  created_at: instant,
})
export type ManagementKeyJson = z.output<typeof managementKeyJson>
export const createdManagementKeyJson = managementKeyJson.extend({ key: z.string().meta({ description: 'The secret, shown once.' }) })
