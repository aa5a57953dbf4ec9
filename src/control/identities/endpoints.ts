// Endpoints of signing in through another service, and of one's own identities there. Rows only.
import { identitiesJson, oidcCodeInput, oidcProof, startedOidcJson, startOidcInput, unlinkedJson } from '../../contract/identities-api.ts'
import { sessionJson } from '../../contract/sign-in-api.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { linkIdentity, unlinkIdentities } from './identities.ts'
import { startOidc } from './oidc.ts'
import { signInByOidc, signInByOidcCode } from './sign-in-by-oidc.ts'

const public_ = { scope: 'public', keepsAnswer: false } as const
const own = { scope: 'read', action: 'self.write' } as const

export const identityEndpoints: readonly Endpoint[] = [
  endpoint({
    ...public_,
    method: 'POST',
    path: '/oidc-requests',
    audits: false,
    does: 'begin to prove who you are through a service that the operator set up, in this browser',
    input: startOidcInput,
    output: startedOidcJson,
    refuses: ['conflict'],
    run: startOidc,
  }),
  endpoint({
    ...public_,
    method: 'POST',
    path: '/sign-in/oidc',
    does: 'sign in with what the service sent the browser back with, once',
    input: oidcProof,
    output: sessionJson,
    refuses: ['conflict', 'identity_unknown', 'sign_in_failed', 'second_factor_required', 'invalid_api_key'],
    run: signInByOidc,
  }),
  endpoint({
    ...public_,
    method: 'POST',
    path: '/sign-in/oidc/code',
    does: 'send the code of the second factor, where that was asked for behind the service',
    input: oidcCodeInput,
    output: sessionJson,
    refuses: ['sign_in_failed', 'invalid_api_key'],
    run: signInByOidcCode,
  }),
  endpoint({
    ...own,
    method: 'POST',
    path: '/user/identities',
    asks: 'confirmed',
    keepsAnswer: false,
    does: 'connect the identity that the service sent the browser back with',
    input: oidcProof,
    output: identitiesJson,
    refuses: ['conflict', 'sign_in_failed'],
    run: linkIdentity,
  }),
  endpoint({
    ...own,
    method: 'DELETE',
    path: '/user/identities',
    asks: 'confirmed',
    does: 'disconnect all identities of other services, or those of one issuer',
    query: ['issuer'],
    output: unlinkedJson,
    run: unlinkIdentities,
  }),
]
