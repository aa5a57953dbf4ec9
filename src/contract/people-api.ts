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

export const shownCodeJson = z.object({ email: z.string(), code: z.string(), expires_at: instant })
export type ShownCodeJson = z.output<typeof shownCodeJson>

export const changeUserByOperatorInput = z.strictObject({ disabled: z.boolean('must be true or false') })
export type ChangeUserByOperatorInput = z.output<typeof changeUserByOperatorInput>
