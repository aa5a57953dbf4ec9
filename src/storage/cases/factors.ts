// The case list of challenges and of further ways to sign in. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Challenge } from '../../access/challenge-store.ts'
import type { Passkey } from '../../access/factor-store.ts'
import { asId, type UserId } from '../../contract/ids.ts'
import type { Store } from '../store.ts'
import { ann, furnish, type OpenStore, startMs } from './scene.ts'

const user = asId<UserId>('user_ann')
const other = asId<UserId>('user_bea')

function challengeOf(change: Partial<Challenge> = {}): Challenge {
  return { kind: 'reset', userId: user, body: 'hash of the code', triesLeft: 2, expiresAtMs: startMs + 100, ...change }
}

async function people(store: Store): Promise<void> {
  for (const name of ['ann', 'bea']) {
    const times = { createdAtMs: startMs, confirmedAtMs: startMs, expiresAtMs: startMs + 9 }
    const session = { id: `sess_${name}`, ...times, address: null, agent: '' }
    const who = {
      id: asId<UserId>(`user_${name}`),
      email: `${name}@example.com`,
      name,
      operator: false,
      disabled: false,
      createdAtMs: startMs,
    }
    await store.createSetupLink({ accountId: ann, expiresAtMs: startMs + 1 }, `link ${name}`)
    await store.redeemSetupLink(`link ${name}`, startMs, { user: who, passwordHash: 'x', session, sessionHash: name })
  }
}

export function factorCases(name: string, open: OpenStore): void {
  const story = (sentence: string, body: (store: Store) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const store = await open()
      try {
        await furnish(store, 0n)
        await people(store)
        await body(store)
      } finally {
        await store.close()
      }
    })
  }

  story('a challenge has as many tries as it was given, however many come at once, and is taken once', async (store) => {
    await store.putChallenge(challengeOf(), 'h', startMs)
    const tried = await Promise.all(Array.from({ length: 5 }, () => store.tryChallenge('reset', 'h', startMs)))
    assert.deepEqual(
      tried.filter((one) => one !== undefined).map(({ triesLeft, userId, body }) => [triesLeft, userId, body]),
      [
        [1, user, 'hash of the code'],
        [0, user, 'hash of the code'],
      ],
    )
    assert.equal(await store.takeChallenge('oidc', 'h'), false)
    assert.equal(await store.takeChallenge('reset', 'h'), true)
    assert.equal(await store.takeChallenge('reset', 'h'), false)
  })

  story('a challenge runs out, is replaced by a newer one of its user, and belongs to its kind and browser', async (store) => {
    await store.putChallenge(challengeOf(), 'h', startMs)
    assert.equal(await store.tryChallenge('reset', 'h', startMs + 100), undefined)
    assert.equal(await store.tryChallenge('oidc', 'h', startMs), undefined)
    assert.equal(await store.tryChallenge('reset', 'i', startMs), undefined)
    await store.putChallenge(challengeOf({ userId: null }), 'nobody', startMs)
    await store.putChallenge(challengeOf({ userId: other }), 'other', startMs)
    const kind = 'second_factor'
    await store.putChallenge(challengeOf({ kind }), 'h', startMs)
    await store.putChallenge(challengeOf({ kind }), 'newer', startMs)
    assert.equal(await store.tryChallenge(kind, 'h', startMs), undefined)
    assert.ok(await store.tryChallenge(kind, 'newer', startMs))
    for (const hash of ['nobody', 'other']) assert.ok(await store.tryChallenge('reset', hash, startMs), hash)
  })

  story('a reset that somebody else asked for ends nobody: each browser has its own', async (store) => {
    await store.putChallenge(challengeOf(), 'owner', startMs)
    await store.putChallenge(challengeOf(), 'stranger', startMs)
    for (const hash of ['owner', 'stranger']) assert.ok(await store.tryChallenge('reset', hash, startMs), hash)
    assert.equal(await store.renewChallenge('reset', user, { body: 'another', triesLeft: 5, expiresAtMs: startMs + 500 }, startMs), true)
    for (const hash of ['owner', 'stranger']) assert.equal((await store.tryChallenge('reset', hash, startMs))?.body, 'another')
  })

  story('the open challenge of a user gets another answer and all its tries back', async (store) => {
    const next = { body: 'another', triesLeft: 5, expiresAtMs: startMs + 500 }
    assert.equal(await store.renewChallenge('reset', user, next, startMs), false)
    await store.putChallenge(challengeOf({ triesLeft: 0 }), 'h', startMs)
    assert.equal(await store.renewChallenge('reset', user, next, startMs + 100), false)
    assert.equal(await store.renewChallenge('reset', user, next, startMs), true)
    assert.partialDeepStrictEqual(await store.tryChallenge('reset', 'h', startMs + 400), { body: 'another', triesLeft: 4 })
  })

  const factor = { sealedSecret: new Uint8Array([1]), lastStep: 7 }

  story('no one-time code and no recovery code works twice', async (store) => {
    assert.deepEqual(await store.factorsOf(user), { totp: null, passkeys: [], recoveryCodesLeft: 0 })
    assert.equal(await store.useTotpStep(user, 1), false)
    await store.setTotp(user, factor, ['a', 'b'])
    assert.deepEqual(await store.factorsOf(user), { totp: factor, passkeys: [], recoveryCodesLeft: 2 })
    const steps = await Promise.all([7, 8, 8, 6].map((step) => store.useTotpStep(user, step)))
    assert.deepEqual(steps, [false, true, false, false])
    assert.equal(await store.useRecoveryCode(other, 'a'), false)
    assert.deepEqual(await Promise.all([1, 2, 3].map(() => store.useRecoveryCode(user, 'a'))), [true, false, false])
    assert.partialDeepStrictEqual(await store.factorsOf(user), { totp: { lastStep: 8 }, recoveryCodesLeft: 1 })
    await store.setTotp(user, factor, null)
    assert.partialDeepStrictEqual(await store.factorsOf(user), { totp: { lastStep: 7 }, recoveryCodesLeft: 1 })
    await store.setRecoveryCodes(user, ['c', 'd', 'e'])
    assert.equal(await store.useRecoveryCode(user, 'b'), false)
    assert.deepEqual([await store.removeTotp(user), await store.removeTotp(user)], [true, false])
    assert.equal(await store.useRecoveryCode(user, 'c'), false)
  })

  const passkey: Passkey = {
    id: 'pk',
    userId: user,
    publicKey: new Uint8Array([1, 2]),
    counter: 0,
    name: 'laptop',
    transports: ['usb'],
    createdAtMs: startMs,
    usedAtMs: null,
  }

  story('a passkey is found by its own name, and a counter that does not grow is noticed', async (store) => {
    assert.equal(await store.addPasskey(passkey, null), true)
    assert.equal(await store.addPasskey({ ...passkey, userId: other }, ['x']), false)
    assert.deepEqual(await store.findPasskey('pk'), passkey)
    assert.deepEqual(await store.factorsOf(other), { totp: null, passkeys: [], recoveryCodesLeft: 0 })
    const verdicts: boolean[] = []
    for (const counter of [0, 3, 3, 2, 0, 4]) verdicts.push(await store.usePasskey('pk', counter, startMs + 1))
    assert.deepEqual(verdicts, [true, true, false, false, false, true])
    assert.deepEqual((await store.factorsOf(user)).passkeys, [{ ...passkey, counter: 4, usedAtMs: startMs + 1 }])
    assert.equal(await store.removePasskey(other, 'pk'), false)
    assert.equal(await store.removePasskey(user, 'pk'), true)
    assert.equal(await store.findPasskey('pk'), undefined)
  })

  story('recovery codes stay as long as one factor does, and all of them can be dropped at once', async (store) => {
    await store.setTotp(user, factor, ['a', 'b'])
    await store.addPasskey(passkey, null)
    await store.removeTotp(user)
    assert.partialDeepStrictEqual(await store.factorsOf(user), { totp: null, recoveryCodesLeft: 2 })
    await store.removePasskey(user, 'pk')
    assert.deepEqual(await store.factorsOf(user), { totp: null, passkeys: [], recoveryCodesLeft: 0 })
    await store.addPasskey(passkey, ['c'])
    await store.setTotp(user, factor, null)
    assert.equal((await store.factorsOf(user)).recoveryCodesLeft, 1)
    assert.deepEqual([await store.dropFactors(user), await store.dropFactors(user)], [true, false])
    assert.deepEqual(await store.factorsOf(user), { totp: null, passkeys: [], recoveryCodesLeft: 0 })
  })

  story('an identity belongs to one person, by issuer and subject together', async (store) => {
    const identity = { issuer: 'https://id.example', subject: '1', userId: user, createdAtMs: startMs }
    assert.equal(await store.linkIdentity(identity), true)
    assert.equal(await store.linkIdentity({ ...identity, userId: other }), false)
    assert.equal(await store.linkIdentity({ ...identity, issuer: 'https://other.example', userId: other }), true)
    assert.equal(await store.findIdentity('https://id.example', '1'), user)
    assert.equal(await store.findIdentity('https://other.example', '1'), other)
    assert.equal(await store.findIdentity('https://id.example', '2'), undefined)
    assert.deepEqual(await store.listIdentities(user), [identity])
    assert.deepEqual(
      [await store.unlinkIdentity(other, 'https://id.example'), await store.unlinkIdentity(user, 'https://id.example')],
      [false, true],
    )
    assert.equal(await store.findIdentity('https://id.example', '1'), undefined)
  })
}
