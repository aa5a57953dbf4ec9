// The shapes of accounts and their members: what is taken, as strict schemas, and what is given. Knows no storage and no HTTP.
import { z } from 'zod'
import { label } from './control-api.ts'
import { factorCode } from './factors-api.ts'
import { oidcProof } from './identities-api.ts'
import { passkeyProof } from './passkeys-api.ts'

const role = z.enum(['viewer', 'developer', 'admin', 'owner'], 'must be viewer, developer, admin or owner')
const email = z.string('must be an e-mail address').min(3, 'must be an e-mail address').max(254, 'must be an e-mail address')
const instant = z.iso.datetime()

export const createInvitationInput = z.strictObject({ email, role })
export type CreateInvitationInput = z.output<typeof createInvitationInput>

export const changeMemberInput = z.strictObject({ role })
export type ChangeMemberInput = z.output<typeof changeMemberInput>

const token = z.string('must be the token of an invitation').min(1).max(200)
export const readInvitationInput = z.strictObject({ token })
export type ReadInvitationInput = z.output<typeof readInvitationInput>

export const acceptInvitationInput = z.strictObject({
  token,
  code: factorCode.optional(),
  passkey: passkeyProof.optional(),
  oidc: oidcProof.optional().meta({ description: 'Instead of a password: another service that says the invited address is checked.' }),
  password: z.string('must be a text').min(1, 'must not be empty').max(1_024, 'must be at most 128 characters').optional().meta({
    description: 'Your own when the address already has a user here, else the one to be set.',
  }),
  name: label.optional(),
})
export type AcceptInvitationInput = z.output<typeof acceptInvitationInput>

export const openAccountInput = z.strictObject({ name: label })
export type OpenAccountInput = z.output<typeof openAccountInput>

export const memberJson = z.object({
  id: z.string().meta({ description: 'The ID of the user.' }),
  email: z.string(),
  name: z.string(),
  role,
  disabled: z.boolean(),
  joined_at: instant,
})
export type MemberJson = z.output<typeof memberJson>

export const invitationJson = z.object({
  id: z.string(),
  email: z.string(),
  role,
  invited_by: z.string(),
  created_at: instant,
  expires_at: instant,
})
export type InvitationJson = z.output<typeof invitationJson>

/** The only answer that carries the link. */
export const createdInvitationJson = invitationJson.extend({
  invitation_url: z.string().meta({ description: 'Works once; pass it on when no e-mail was sent.' }),
  e_mail_sent: z.boolean(),
})
export type CreatedInvitationJson = z.output<typeof createdInvitationJson>

export const shownInvitationJson = z.object({
  account_name: z.string(),
  email: z.string(),
  role,
  known: z.boolean().meta({ description: 'The address already has a user here, whose password is asked for.' }),
  expires_at: instant,
})
export type ShownInvitationJson = z.output<typeof shownInvitationJson>
