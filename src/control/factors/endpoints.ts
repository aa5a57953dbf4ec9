// Endpoints of second factors: one's own. Rows only.
import { nothing } from '../../contract/control-api.ts'
import {
  addedFactorJson,
  confirmTotpInput,
  factorsJson,
  recoveryCodesJson,
  removedTotpJson,
  startedTotpJson,
} from '../../contract/factors-api.ts'
import {
  addedPasskeyJson,
  addPasskeyInput,
  passkeyCreationJson,
  passkeyRequestJson,
  removedPasskeyJson,
} from '../../contract/passkeys-api.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { askForPasskey } from './check-passkey.ts'
import { addPasskey, removePasskey, startPasskey } from './passkeys.ts'
import { listFactors } from './list-factors.ts'
import { replaceRecoveryCodes } from './recovery-codes.ts'
import { confirmTotp, removeTotp, startTotp } from './totp.ts'

const own = { scope: 'read', action: 'self.write' } as const

export const factorEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/passkey-requests',
    audits: false,
    scope: 'public',
    keepsAnswer: false,
    does: 'ask for what a passkey has to sign, once, in this browser: to sign in, or to prove again who you are',
    input: nothing,
    output: passkeyRequestJson,
    refuses: ['conflict'],
    run: askForPasskey,
  }),
  endpoint({
    ...own,
    method: 'POST',
    path: '/user/passkeys/options',
    asks: 'confirmed',
    keepsAnswer: false,
    does: 'begin to add a passkey',
    input: nothing,
    output: passkeyCreationJson,
    refuses: ['conflict'],
    run: startPasskey,
  }),
  endpoint({
    ...own,
    method: 'POST',
    path: '/user/passkeys',
    asks: 'confirmed',
    keepsAnswer: false,
    does: 'add the passkey that the browser made; from then on the password alone opens nothing',
    input: addPasskeyInput,
    output: addedPasskeyJson,
    refuses: ['conflict', 'sign_in_failed'],
    run: addPasskey,
  }),
  endpoint({
    ...own,
    method: 'DELETE',
    path: '/user/passkeys/:id',
    asks: 'confirmed',
    does: 'remove a passkey of yours',
    output: removedPasskeyJson,
    run: removePasskey,
  }),
  endpoint({
    ...own,
    method: 'GET',
    path: '/user/factors',
    asks: 'person',
    does: 'show what you have beside your password',
    output: factorsJson,
    run: listFactors,
  }),
  endpoint({
    ...own,
    method: 'POST',
    path: '/user/totp',
    asks: 'confirmed',
    keepsAnswer: false,
    does: 'begin to set up an authenticator app; nothing holds until a code of it confirms that',
    input: nothing,
    output: startedTotpJson,
    run: startTotp,
  }),
  endpoint({
    ...own,
    method: 'POST',
    path: '/user/totp/confirm',
    asks: 'confirmed',
    keepsAnswer: false,
    does: 'confirm the app with one of its codes; from then on a code is asked for with your password',
    input: confirmTotpInput,
    output: addedFactorJson,
    refuses: ['conflict', 'sign_in_failed'],
    run: confirmTotp,
  }),
  endpoint({
    ...own,
    method: 'DELETE',
    path: '/user/totp',
    asks: 'confirmed',
    does: 'remove the authenticator app',
    output: removedTotpJson,
    run: removeTotp,
  }),
  endpoint({
    ...own,
    method: 'POST',
    path: '/user/recovery-codes',
    asks: 'confirmed',
    keepsAnswer: false,
    does: 'make new recovery codes; those before open nothing any more',
    input: nothing,
    output: recoveryCodesJson,
    refuses: ['conflict'],
    run: replaceRecoveryCodes,
  }),
]
