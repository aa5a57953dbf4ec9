// Invitations: made, listed, withdrawn by those inside; shown and accepted by the one who has the link. Knows no HTTP.
import { highestRank, mayAssign } from '../../access/role.ts'
import { normalEmail } from '../../access/user.ts'
import { uuid7 } from '../../base/uuid7.ts'
import type { Invitation } from '../../access/user.ts'
import type { CreatedInvitationJson, CreateInvitationInput } from '../../contract/members-api.ts'
import { problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { makeToken } from '../sessions/make-token.ts'
import { note } from '../audit/open-note.ts'
import { answerPage, readPage, withNext } from '../page.ts'
import { invitationJson } from './member-json.ts'
import { tooHigh } from './members.ts'
import { invitationMail } from './invitation-mail.ts'

export const invitationTokenPrefix = 'nxr-invite-'

export async function createInvitation(
  { principal, input, audit }: ControlCall<CreateInvitationInput>,
  deps: ControlDeps,
): Promise<Outcome> {
  const email = normalEmail(input.email)
  if (email === undefined) return refusal(problem('invalid_request', '`email` must be an e-mail address.', { param: 'email' }))
  if (!mayAssign(highestRank(principal.grants), input.role)) return refusal(tooHigh(input.role))
  const known = await deps.store.findUserByEmail(email)
  if (known !== undefined && (await deps.store.getMember(principal.accountId, known.id)) !== undefined)
    return refusal(problem('conflict', 'Somebody with this address is a member already.', { param: 'email' }))
  const nowMs = deps.clock.now()
  const token = makeToken(invitationTokenPrefix)
  const invitation = {
    id: `inv_${uuid7(nowMs).replaceAll('-', '')}`,
    accountId: principal.accountId,
    email,
    role: input.role,
    invitedBy: principal.person?.user.email ?? principal.actor,
    createdAtMs: nowMs,
    expiresAtMs: nowMs + deps.settings.invitationMs,
  }
  note(audit, { target: invitation.id, after: { email, role: input.role } })
  await deps.store.createInvitation(invitation, deps.hashSecret(token))
  // Behind `#`, so that no server or proxy ever logs it.
  const url = `${deps.publicUrl}/invitation#token=${token}`
  const sent = await sendInvitation(invitation, url, deps)
  return answer({ ...invitationJson(invitation), invitation_url: url, e_mail_sent: sent } satisfies CreatedInvitationJson, 201)
}

/** Awaited, because the one who invites is told whether to pass the link on by another way. */
async function sendInvitation(invitation: Invitation, url: string, { outbox, store }: ControlDeps): Promise<boolean> {
  if (outbox.mailer === null) return false
  const account = await store.getBalance(invitation.accountId)
  try {
    await outbox.mailer.send({ to: invitation.email, ...invitationMail(invitation, account?.name ?? '', url) })
    return true
  } catch {
    return false
  }
}

export async function listInvitations({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const page = readPage(query, /^inv_\w{1,64}$/)
  if (!page.ok) return page
  const invitations = await deps.store.listInvitations(principal.accountId, deps.clock.now(), withNext(page.value))
  return answerPage(invitations, page.value, { placeOf: ({ id }) => id, json: invitationJson })
}

export async function deleteInvitation({ principal, id }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const deleted = await deps.store.deleteInvitation(principal.accountId, id)
  return deleted ? answer({ id, deleted: true }) : refusal(problem('not_found', 'This account has no such invitation.', { param: 'id' }))
}
