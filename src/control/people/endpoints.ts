// Endpoints of password resets and of the operator's list of people. Rows only.
import { droppedFactorsJson } from '../../contract/factors-api.ts'
import {
  changeUserByOperatorInput,
  dropFactorsInput,
  endedResetJson,
  endResetInput,
  showCodeInput,
  shownCodeJson,
  startedResetJson,
  startResetInput,
} from '../../contract/people-api.ts'
import { userJson } from '../../contract/sign-in-api.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { pageOf, pageQuery } from '../page.ts'
import { endReset } from '../password-resets/end-reset.ts'
import { startReset } from '../password-resets/start-reset.ts'
import { changeUserByOperator, dropFactors, listUsers, showResetCode } from './people.ts'

export const peopleEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/password-resets',
    audits: false,
    scope: 'public',
    keepsAnswer: false,
    does: 'ask for a code to set a new password with, by mail or from the operator; answers the same for an unknown address',
    input: startResetInput,
    output: startedResetJson,
    run: startReset,
  }),
  endpoint({
    method: 'POST',
    path: '/password-resets/complete',
    scope: 'public',
    keepsAnswer: false,
    does: 'set a new password with the code, in the browser that asked for it; every session of the person ends',
    refuses: ['sign_in_failed'],
    input: endResetInput,
    output: endedResetJson,
    run: endReset,
  }),
  endpoint({
    method: 'GET',
    path: '/users',
    scope: 'operator',
    does: 'list everybody who may sign in, oldest first, or the one with an address',
    query: [...pageQuery, 'email'],
    output: pageOf(userJson),
    run: listUsers,
  }),
  endpoint({
    method: 'PATCH',
    path: '/users/:id',
    scope: 'operator',
    asks: 'confirmed',
    does: 'disable somebody, which signs them out, or let them in again; not another operator',
    input: changeUserByOperatorInput,
    output: userJson,
    run: changeUserByOperator,
  }),
  endpoint({
    method: 'POST',
    path: '/users/:id/reset-code',
    scope: 'operator',
    asks: 'confirmed',
    keepsAnswer: false,
    refuses: ['conflict'],
    does: 'show a new code to pass on to somebody who asked for one; it works in the browser that shows this reset ID only',
    input: showCodeInput,
    output: shownCodeJson,
    run: showResetCode,
  }),
  endpoint({
    method: 'POST',
    path: '/users/:id/drop-factors',
    scope: 'operator',
    asks: 'confirmed',
    refuses: ['conflict'],
    records: ['identities'],
    does: 'remove the second factors of somebody who lost them: app, passkeys and recovery codes; their password stays, their sessions end',
    input: dropFactorsInput,
    output: droppedFactorsJson,
    run: dropFactors,
  }),
]
