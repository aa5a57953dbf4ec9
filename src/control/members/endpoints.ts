// Endpoints of accounts, their members and invitations. Rows only.
import { z } from 'zod'
import { nothing } from '../../contract/control-api.ts'
import {
  changeMemberInput,
  createdInvitationJson,
  createInvitationInput,
  invitationJson,
  memberJson,
  openAccountInput,
} from '../../contract/members-api.ts'
import { accountJson } from '../../contract/sign-in-api.ts'
import { openAccount, renameAccount } from '../accounts/open-account.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { pageOf, pageQuery } from '../page.ts'
import { createInvitation, deleteInvitation, listInvitations } from './invitations.ts'
import { changeMember, leaveAccount, listMembers, removeMember } from './members.ts'

const removed = z.object({ id: z.string(), removed: z.literal(true) })

export const memberEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/accounts',
    scope: 'read',
    action: 'self.write',
    asks: 'person',
    does: 'open a further account, which you own',
    input: openAccountInput,
    records: ['name'],
    output: accountJson,
    run: openAccount,
  }),
  endpoint({
    method: 'PATCH',
    path: '/account',
    scope: 'account',
    does: 'rename the account',
    input: openAccountInput,
    records: ['name'],
    output: accountJson,
    run: renameAccount,
  }),
  endpoint({
    method: 'POST',
    path: '/account/leave',
    scope: 'read',
    action: 'self.write',
    asks: 'person',
    does: 'leave the account; the last owner cannot',
    input: nothing,
    output: removed,
    refuses: ['conflict'],
    run: leaveAccount,
  }),
  endpoint({
    method: 'GET',
    path: '/members',
    scope: 'read',
    action: 'members.read',
    does: 'list the members of the account, owners first',
    query: pageQuery,
    output: pageOf(memberJson),
    run: listMembers,
  }),
  endpoint({
    method: 'PATCH',
    path: '/members/:id',
    scope: 'account',
    action: 'members.write',
    does: "change a member's role; yours has to be above it",
    input: changeMemberInput,
    output: memberJson,
    refuses: ['conflict'],
    run: changeMember,
  }),
  endpoint({
    method: 'DELETE',
    path: '/members/:id',
    scope: 'account',
    action: 'members.write',
    does: 'remove a member; your role has to be above theirs',
    output: removed,
    refuses: ['conflict'],
    run: removeMember,
  }),
  endpoint({
    method: 'GET',
    path: '/invitations',
    scope: 'account',
    action: 'members.write',
    does: 'list open invitations, newest first',
    query: pageQuery,
    output: pageOf(invitationJson),
    run: listInvitations,
  }),
  endpoint({
    method: 'POST',
    path: '/invitations',
    scope: 'account',
    action: 'members.write',
    does: 'invite somebody; the answer is the only one that shows the link',
    input: createInvitationInput,
    output: createdInvitationJson,
    refuses: ['conflict'],
    run: createInvitation,
  }),
  endpoint({
    method: 'DELETE',
    path: '/invitations/:id',
    scope: 'account',
    action: 'members.write',
    does: 'withdraw an invitation',
    output: z.object({ id: z.string(), deleted: z.literal(true) }),
    run: deleteInvitation,
  }),
]
