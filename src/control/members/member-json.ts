// The public forms of a member and of an invitation: allow-lists, never a link. Knows no storage.
import type { Invitation, Member } from '../../access/user.ts'
import type { InvitationJson, MemberJson } from '../../contract/members-api.ts'

export function memberJson({ user, role, joinedAtMs }: Member): MemberJson {
  const { id, email, name, disabled } = user
  return { id, email, name, role, disabled, joined_at: new Date(joinedAtMs).toISOString() }
}

export function invitationJson(invitation: Invitation): InvitationJson {
  return {
    id: invitation.id,
    email: invitation.email,
    role: invitation.role,
    invited_by: invitation.invitedBy,
    created_at: new Date(invitation.createdAtMs).toISOString(),
    expires_at: new Date(invitation.expiresAtMs).toISOString(),
  }
}
