// Endpoints of API keys. Rows only.
import { changeKeyInput, createKeyInput, nothing } from '../../contract/control-api.ts'
import {
  deletedJson,
  keyJson,
  keyWithSecretJson,
  revealedKeyJson,
  revealKeyInput,
  rotatedKeyJson,
  rotateKeyInput,
} from '../../contract/keys-api.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { pageOf, pageQuery } from '../page.ts'
import { changeKey, enableKey, revokeKey } from './change-key.ts'
import { createKey } from './create-key.ts'
import { deleteKey } from './delete-key.ts'
import { getKey } from './get-key.ts'
import { listKeys } from './list-keys.ts'
import { revealKey } from './reveal-key.ts'
import { rotateKey } from './rotate-key.ts'

const write = { scope: 'account', action: 'keys.write' } as const

export const keyEndpoints: readonly Endpoint[] = [
  endpoint({
    ...write,
    method: 'POST',
    path: '/keys',
    does: 'create a key; the answer is the only one that shows it',
    input: createKeyInput,
    output: keyWithSecretJson,
    refuses: ['conflict'],
    run: createKey,
  }),
  endpoint({
    method: 'GET',
    path: '/keys',
    scope: 'read',
    does: 'list keys with their spend, newest first',
    query: pageQuery,
    output: pageOf(keyJson),
    run: listKeys,
  }),
  endpoint({ method: 'GET', path: '/keys/:id', scope: 'read', does: 'show one key', output: keyJson, run: getKey }),
  endpoint({
    ...write,
    method: 'PATCH',
    path: '/keys/:id',
    does: 'change name, budgets, member, expiry, models, limits or `disabled`',
    input: changeKeyInput,
    output: keyJson,
    run: changeKey,
  }),
  endpoint({ ...write, method: 'DELETE', path: '/keys/:id', does: 'destroy a key and its secret', output: deletedJson, run: deleteKey }),
  endpoint({
    ...write,
    method: 'POST',
    path: '/keys/:id/revoke',
    does: 'take a key out of use, reversibly',
    input: nothing,
    output: keyJson,
    run: revokeKey,
  }),
  endpoint({
    ...write,
    method: 'POST',
    path: '/keys/:id/enable',
    does: 'bring a revoked key back',
    input: nothing,
    output: keyJson,
    run: enableKey,
  }),
  endpoint({
    ...write,
    method: 'POST',
    path: '/keys/:id/rotate',
    does: 'give a key a new secret; the one before works for `overlap_hours` more',
    input: rotateKeyInput,
    records: ['overlap_hours'],
    output: rotatedKeyJson,
    run: rotateKey,
  }),
  endpoint({
    method: 'POST',
    path: '/keys/:id/reveal',
    scope: 'account',
    action: 'keys.reveal',
    keepsAnswer: false,
    asks: 'person_or_local',
    does: 'show the secret again, to a person who sends their password along',
    input: revealKeyInput,
    output: revealedKeyJson,
    refuses: ['conflict', 'confirmation_required', 'sign_in_failed', 'second_factor_required'],
    run: revealKey,
  }),
]
