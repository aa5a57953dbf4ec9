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
  })

  story('one open challenge of a user, and no other, gets another answer and all its tries back', async (store) => {
    const next = { body: 'another', triesLeft: 5, expiresAtMs: startMs + 500 }
    const own = { kind: 'reset', userId: user, hashStart: 'own' } as const
    assert.equal(await store.renewChallenge(own, next, startMs), false)
    await store.putChallenge(challengeOf({ triesLeft: 0 }), 'own browser', startMs)
    await store.putChallenge(challengeOf(), 'a stranger', startMs)
    await store.putChallenge(challengeOf({ kind: 'totp_setup' }), 'own app', startMs)
    assert.equal(await store.renewChallenge(own, next, startMs + 100), false)
    for (const none of [{ hashStart: 'own browsers' }, { hashStart: 'OWN' }, { userId: other }, { kind: 'oidc' as const }])
      assert.equal(await store.renewChallenge({ ...own, ...none }, next, startMs), false, JSON.stringify(none))
    assert.equal(await store.renewChallenge(own, next, startMs), true)
    assert.partialDeepStrictEqual(await store.tryChallenge('reset', 'own browser', startMs + 400), { body: 'another', triesLeft: 4 })
    assert.equal((await store.tryChallenge('reset', 'a stranger', startMs))?.body, 'hash of the code')
    await store.putChallenge(challengeOf(), 'own telephone', startMs)
    assert.equal(await store.renewChallenge(own, next, startMs), false, 'two begin so: none of them')
  })

  story('whatever was begun for a user ends with a new password, dropped factors, a lost identity and a disabled user', async (store) => {
    const identity = { issuer: 'https://id.example', subject: '1', userId: user, createdAtMs: startMs }
    const ends: Readonly<Record<string, () => Promise<unknown>>> = {
      password: () => store.setPassword(user, 'y', 'ann'),
      'no factors': () => store.dropFactors(user, { identities: true }),
      identity: async () => assert.equal((await store.linkIdentity(identity)) && (await store.unlinkIdentity(user, identity.issuer)), true),
      factors: async () => {
        await store.setTotp(user, { sealedSecret: new Uint8Array([1]), lastStep: 7 }, null)
        assert.equal(await store.dropFactors(user, { identities: false }), true)
      },
      disabled: () => store.changeUser(user, { disabled: true }),
    }
    for (const [what, end] of Object.entries(ends)) {
      const kinds = ['reset', 'second_factor', 'totp_setup'] as const
      for (const kind of kinds)
        for (const userId of [user, other, null]) await store.putChallenge(challengeOf({ kind, userId }), `${userId}`, startMs)
      await end()
      for (const kind of kinds) {
        const left = await Promise.all([user, other, null].map((userId) => store.tryChallenge(kind, `${userId}`, startMs)))
        assert.deepEqual(
          left.map((one) => one !== undefined),
          [what === 'no factors', true, true],
          `${what} ${kind}`,
        )
      }
    }
  })

  story('dropped factors end every session, and identities go with them only where that is asked for', async (store) => {
    const identity = { issuer: 'https://id.example', subject: '1', userId: user, createdAtMs: startMs }
    await store.linkIdentity(identity)
    assert.equal(await store.dropFactors(user, { identities: false }), false)
    assert.ok(await store.findSession('ann'))
    assert.equal(await store.dropFactors(user, { identities: true }), true)
    assert.deepEqual(await store.listIdentities(user), [])
    assert.equal(await store.findSession('ann'), undefined)
    assert.ok(await store.findSession('bea'))
  })

  story(
    'a setup link takes a user back: app, passkeys, recovery codes, identities, sessions and open challenges of before are gone',
    async (store) => {
      await store.setTotp(user, factor, ['a'])
      await store.addPasskey(passkey, null)
      await store.linkIdentity({ issuer: 'https://id.example', subject: '1', userId: user, createdAtMs: startMs })
      await store.putChallenge(challengeOf(), 'h', startMs)
      await store.createSetupLink({ accountId: ann, expiresAtMs: startMs + 1 }, 'back')
      const session = { id: 'sess_back', createdAtMs: startMs, confirmedAtMs: startMs, expiresAtMs: startMs + 9, address: null, agent: '' }
      const known = await store.getUser(user)
      assert.ok(known)
      await store.redeemSetupLink('back', startMs, { user: known, passwordHash: 'y', session, sessionHash: 'back' })
      assert.deepEqual(await store.factorsOf(user), { totp: null, passkeys: [], recoveryCodesLeft: 0 })
      assert.deepEqual(await store.listIdentities(user), [])
      assert.equal(await store.tryChallenge('reset', 'h', startMs), undefined)
      assert.equal(await store.findSession('ann'), undefined)
      assert.ok(await store.findSession('back'))
    },
  )

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
    const drop = () => store.dropFactors(user, { identities: false })
    assert.deepEqual([await drop(), await drop()], [true, false])
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
