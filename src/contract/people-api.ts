// The shapes of password resets and of the operator's list of people. Knows no storage and no HTTP.
import { z } from 'zod'

const email = z.string('must be an e-mail address').min(3, 'must be an e-mail address').max(254, 'must be an e-mail address')
const code = z.string('must be the 6 digits').regex(/^\s*(?:\d\s*){6}$/, 'must be 6 digits')
const instant = z.iso.datetime()

export const startResetInput = z.strictObject({ email })
export type StartResetInput = z.output<typeof startResetInput>

export const startedResetJson = z.object({
  sent_by: z
    .enum(['mail', 'operator'])
    .meta({ description: 'Who has the code: a mail, or the operator of this server, who is to be asked.' }),
  reset_id: z.string().meta({ description: 'Of this browser alone: to be told to the operator, who needs it to make a code.' }),
  expires_at: instant,
})
export type StartedResetJson = z.output<typeof startedResetJson>

export const endResetInput = z.strictObject({
  code: code.transform((text) => text.replace(/\s/g, '')),
  password: z.string('must be a text').max(1_024, 'must be at most 128 characters'),
})
export type EndResetInput = z.output<typeof endResetInput>

export const endedResetJson = z.object({ reset: z.literal(true), email: z.string() })
export type EndedResetJson = z.output<typeof endedResetJson>

/** As the page shows it, `3F2A-91C4`. */
export const showCodeInput = z.strictObject({
  reset_id: z
    .string('must be the ID that their page shows')
    .trim()
    .regex(/^[0-9a-f]{4}-?[0-9a-f]{4}$/i, 'must be the ID that their page shows, such as 3F2A-91C4'),
})
export type ShowCodeInput = z.output<typeof showCodeInput>

export const shownCodeJson = z.object({ email: z.string(), code: z.string(), expires_at: instant })
export type ShownCodeJson = z.output<typeof shownCodeJson>

export const dropFactorsInput = z.strictObject({
  identities: z.boolean('must be true or false').optional().meta({ description: 'True: the identities of other services go as well.' }),
})
export type DropFactorsInput = z.output<typeof dropFactorsInput>

export const changeUserByOperatorInput = z.strictObject({ disabled: z.boolean('must be true or false') })
export type ChangeUserByOperatorInput = z.output<typeof changeUserByOperatorInput>
