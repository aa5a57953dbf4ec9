// Endpoints of signing in, of the own session and of the own user. Rows only.
import { z } from 'zod'
import { nothing } from '../../contract/control-api.ts'
import { acceptInvitationInput, readInvitationInput, shownInvitationJson } from '../../contract/members-api.ts'
import { signInByPasskeyInput } from '../../contract/passkeys-api.ts'
import {
  browserSessionJson,
  changePasswordInput,
  changeUserInput,
  confirmInput,
  redeemSetupInput,
  sessionJson,
  signedOutJson,
  signInInput,
  signInOptionsJson,
  signUpInput,
  switchAccountInput,
  userJson,
} from '../../contract/sign-in-api.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { confirmSession, switchAccount } from '../sessions/change-session.ts'
import { deleteSession } from '../sessions/delete-session.ts'
import { getSession } from '../sessions/get-session.ts'
import { endOtherSessions, endSession, listSessions } from '../sessions/list-sessions.ts'
import { changePassword, changeUser } from '../users/change-user.ts'
import { acceptInvitation, readInvitation } from './accept-invitation.ts'
import { createSetupLink } from './create-setup-link.ts'
import { getSignInOptions } from './get-sign-in-options.ts'
import { redeemSetupLink } from './redeem-setup-link.ts'
import { signIn, signInByPasskey } from './sign-in.ts'
import { signUp } from './sign-up.ts'
import { pageOf, pageQuery } from '../page.ts'

const public_ = { scope: 'public' } as const
/** What a person may do with what is their own, whatever their role. */
const own = { scope: 'read', action: 'self.write', asks: 'person' } as const

export const signInEndpoints: readonly Endpoint[] = [
  endpoint({
    ...public_,
    method: 'POST',
    path: '/setup',
    does: 'redeem a setup link, once: makes its owner, who operates the server, and signs in',
    input: redeemSetupInput,
    output: sessionJson,
    refuses: ['conflict', 'invalid_api_key'],
    run: redeemSetupLink,
  }),
  endpoint({
    method: 'POST',
    path: '/setup-links',
    scope: 'local',
    does: 'make a new setup link, which replaces the unused one',
    input: nothing,
    output: z.object({ setup_url: z.string(), expires_at: z.iso.datetime() }),
    run: createSetupLink,
  }),
  endpoint({
    ...public_,
    method: 'GET',
    path: '/sign-in',
    does: 'show what the sign-in page can offer',
    output: signInOptionsJson,
    run: getSignInOptions,
  }),
  endpoint({
    ...public_,
    method: 'POST',
    path: '/sign-in',
    does: 'sign in with an e-mail address and a password',
    input: signInInput,
    output: sessionJson,
    refuses: ['sign_in_failed', 'second_factor_required', 'invalid_api_key'],
    run: signIn,
  }),
  endpoint({
    ...public_,
    method: 'POST',
    path: '/sign-in/passkey',
    does: 'sign in with a passkey, which says itself whose it is',
    input: signInByPasskeyInput,
    output: sessionJson,
    refuses: ['conflict', 'sign_in_failed', 'invalid_api_key'],
    run: signInByPasskey,
  }),
  endpoint({
    ...public_,
    method: 'POST',
    path: '/sign-up',
    does: 'make a user with an account of their own, where the operator allows it',
    input: signUpInput,
    output: sessionJson,
    refuses: ['conflict', 'invalid_api_key'],
    run: signUp,
  }),
  endpoint({
    ...public_,
    method: 'POST',
    path: '/invitations/read',
    does: "show what an invitation's link is for",
    input: readInvitationInput,
    output: shownInvitationJson,
    refuses: ['conflict'],
    run: readInvitation,
  }),
  endpoint({
    ...public_,
    method: 'POST',
    path: '/invitations/accept',
    does: 'accept an invitation, once, and sign in; with a password, a passkey or another service',
    input: acceptInvitationInput,
    output: sessionJson,
    refuses: ['conflict', 'identity_unknown', 'sign_in_failed', 'second_factor_required', 'invalid_api_key'],
    run: acceptInvitation,
  }),
  endpoint({
    method: 'GET',
    path: '/session',
    scope: 'read',
    does: 'show the account, the person and what this credential may do',
    output: sessionJson,
    run: getSession,
  }),
  endpoint({ method: 'DELETE', path: '/session', scope: 'read', does: 'sign out', output: signedOutJson, run: deleteSession }),
  endpoint({
    ...own,
    method: 'POST',
    path: '/session/confirm',
    keepsAnswer: false,
    does: 'prove again who you are, for sensitive actions of the next minutes; the cookie changes',
    input: confirmInput,
    output: sessionJson,
    refuses: ['conflict', 'sign_in_failed', 'second_factor_required'],
    run: confirmSession,
  }),
  endpoint({
    ...own,
    method: 'POST',
    path: '/session/account',
    keepsAnswer: false,
    does: 'turn this browser to another of your accounts; the cookie changes',
    input: switchAccountInput,
    records: ['account_id'],
    output: sessionJson,
    run: switchAccount,
  }),
  endpoint({
    ...own,
    method: 'GET',
    path: '/sessions',
    does: 'list your browsers, newest first',
    query: pageQuery,
    output: pageOf(browserSessionJson),
    run: listSessions,
  }),
  endpoint({
    ...own,
    method: 'DELETE',
    path: '/sessions',
    does: 'sign out every browser but this one',
    output: z.object({ ended: z.int() }),
    run: endOtherSessions,
  }),
  endpoint({
    ...own,
    method: 'DELETE',
    path: '/sessions/:id',
    does: 'sign out one of your browsers',
    output: z.object({ id: z.string(), ended: z.literal(true) }),
    run: endSession,
  }),
  endpoint({
    ...own,
    method: 'PATCH',
    path: '/user',
    does: 'change your name',
    input: changeUserInput,
    records: ['name'],
    output: userJson,
    run: changeUser,
  }),
  endpoint({
    ...own,
    method: 'POST',
    path: '/user/password',
    keepsAnswer: false,
    does: 'change your password; your other browsers are signed out',
    input: changePasswordInput,
    output: userJson,
    refuses: ['conflict', 'sign_in_failed', 'second_factor_required'],
    run: changePassword,
  }),
]
