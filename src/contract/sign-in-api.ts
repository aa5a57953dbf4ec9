// The shapes of signing in: what it takes, as strict schemas, and what it gives. Knows no storage and no HTTP.
import { z } from 'zod'
import { label } from './control-api.ts'
import { factorCode } from './factors-api.ts'
import { oidcProof } from './identities-api.ts'
import { passkeyProof } from './passkeys-api.ts'

const email = z.string('must be an e-mail address').min(3, 'must be an e-mail address').max(254, 'must be an e-mail address')
/** Of somebody who already has one: any text, judged by comparing. */
const password = z.string('must be a text').min(1, 'must not be empty').max(1_024, 'must be at most 1024 characters')
/** Its rules stand in access/password-rule.ts, which says more than a schema could. */
const newPassword = z.string('must be a text').max(1_024, 'must be at most 128 characters')
const linkToken = z.string('must be the token of a link').min(1).max(200)

export const redeemSetupInput = z.strictObject({ token: linkToken, email, password: newPassword, name: label.optional() })
export type RedeemSetupInput = z.output<typeof redeemSetupInput>

export const signInInput = z.strictObject({ email, password, code: factorCode.optional() })
export type SignInInput = z.output<typeof signInInput>

export const signUpInput = z.strictObject({ email, password: newPassword, name: label.optional(), account_name: label.optional() })
export type SignUpInput = z.output<typeof signUpInput>

/** A password with the code of a second factor, or a passkey instead of both. */
const proof = { password: password.optional(), code: factorCode.optional(), passkey: passkeyProof.optional() }

/** Or another service, by a sign-in that began with `fresh`; `code` alone is the second step behind it. */
export const confirmInput = z.strictObject({ ...proof, oidc: oidcProof.optional() })
export type ConfirmInput = z.output<typeof confirmInput>

export const changePasswordInput = z.strictObject({ ...proof, new_password: newPassword })
export type ChangePasswordInput = z.output<typeof changePasswordInput>

export const changeUserInput = z.strictObject({ name: label })
export type ChangeUserInput = z.output<typeof changeUserInput>

export const switchAccountInput = z.strictObject({ account_id: z.string('must be the ID of an account').min(1).max(100) })
export type SwitchAccountInput = z.output<typeof switchAccountInput>

const instant = z.iso.datetime()
const role = z.enum(['viewer', 'developer', 'admin', 'owner'])

export const accountJson = z.object({
  id: z.string(),
  name: z.string(),
  balance_usd: z.string(),
  quota: z.string(),
  held_usd: z.string(),
  available_usd: z.string(),
  suspended: z.boolean().meta({ description: 'The operator took it out of use: its keys are refused until he brings it back.' }),
})

export const userJson = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  operator: z.boolean().meta({ description: 'May operate the whole server.' }),
  disabled: z.boolean(),
  created_at: instant,
})
export type UserJson = z.output<typeof userJson>

export const workspaceJson = z.object({ id: z.string(), name: z.string(), role })

export const sessionJson = z.object({
  account: accountJson.meta({ description: 'The account that everything is looked up under.' }),
  scope: z.enum(['read', 'account', 'operator', 'local']),
  permissions: z.array(z.string()).meta({ description: 'The actions that this credential may do here.' }),
  expires_at: instant.nullable(),
  user: userJson.nullable().meta({ description: 'Null for a management key.' }),
  role: role.nullable().meta({ description: 'Of the user in the account; null for an operator who is no member.' }),
  accounts: z.array(workspaceJson).meta({ description: 'The accounts that the user is a member of.' }),
  confirmed_until: instant.nullable().meta({ description: 'Until then sensitive actions need no new confirmation.' }),
})
export type SessionJson = z.output<typeof sessionJson>

export const signInOptionsJson = z.object({
  setup_needed: z.boolean().meta({ description: 'Nobody has an account yet: the setup link comes first.' }),
  password: z.literal(true),
  sign_up: z.boolean(),
  oidc: z
    .array(z.object({ id: z.string(), name: z.string(), issuer: z.string() }))
    .meta({ description: 'The other services that sign people in, in the order of their buttons.' }),
  passkeys: z.boolean().meta({ description: 'Passkeys work here: the server is known by a name, not by an IP number.' }),
  password_min: z.int(),
  password_max: z.int(),
})
export type SignInOptionsJson = z.output<typeof signInOptionsJson>

export const browserSessionJson = z.object({
  id: z.string(),
  current: z.boolean(),
  created_at: instant,
  expires_at: instant,
  address: z.string().nullable(),
  browser: z.string().meta({ description: "The browser's own name for itself." }),
})
export type BrowserSessionJson = z.output<typeof browserSessionJson>

export const signedOutJson = z.object({ signed_out: z.literal(true) })
