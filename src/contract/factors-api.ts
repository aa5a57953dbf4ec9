// The shapes of second factors: one-time codes and recovery codes. Knows no storage and no cryptography.
import { z } from 'zod'

const instant = z.iso.datetime()

/** Of a second factor: six digits, or a recovery code; blanks and hyphens do not count. */
export const factorCode = z.string('must be a code').min(1, 'must not be empty').max(40, 'must be at most 40 characters')

export const startedTotpJson = z.object({
  secret: z.string().meta({ description: 'In base 32, to be typed into an app that cannot read the picture.' }),
  otpauth_url: z.string().meta({ description: 'The same for apps, usually shown as a QR code.' }),
  expires_at: instant.meta({ description: 'Until then a code of the app has to confirm it.' }),
})
export type StartedTotpJson = z.output<typeof startedTotpJson>

export const confirmTotpInput = z.strictObject({ code: factorCode })
export type ConfirmTotpInput = z.output<typeof confirmTotpInput>

const recoveryCodes = z.array(z.string()).meta({ description: 'Each works once, in place of a second factor. Never shown again.' })

export const addedFactorJson = z.object({ recovery_codes: recoveryCodes.nullable() })
export type AddedFactorJson = z.output<typeof addedFactorJson>

export const recoveryCodesJson = z.object({ recovery_codes: recoveryCodes })
export type RecoveryCodesJson = z.output<typeof recoveryCodesJson>

export const passkeyJson = z.object({ id: z.string(), name: z.string(), created_at: instant, used_at: instant.nullable() })
export type PasskeyJson = z.output<typeof passkeyJson>

/** Of another service that signs somebody in. */
export const identityJson = z.object({ issuer: z.string(), name: z.string(), created_at: instant })
export type IdentityJson = z.output<typeof identityJson>

export const factorsJson = z.object({
  password: z.boolean().meta({ description: 'False: another service signs you in, and you have no password here.' }),
  totp: z.boolean().meta({ description: 'An authenticator app is set up.' }),
  passkeys: z.array(passkeyJson).meta({ description: 'Oldest first.' }),
  recovery_codes_left: z.int(),
  identities: z.array(identityJson).meta({ description: 'Other services that sign you in.' }),
})
export type FactorsJson = z.output<typeof factorsJson>

export const removedTotpJson = z.object({ removed: z.literal(true) })

export const droppedFactorsJson = z.object({ email: z.string(), dropped: z.literal(true) })
export type DroppedFactorsJson = z.output<typeof droppedFactorsJson>
