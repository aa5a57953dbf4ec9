// The case list of the ports of people, their sessions and memberships. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Arrival } from '../../access/member-store.ts'
import type { Role } from '../../access/role.ts'
import type { Invitation, Session, User } from '../../access/user.ts'
import { type AccountId, asId, type UserId } from '../../contract/ids.ts'
import type { Store } from '../store.ts'
import { ann, bob, furnish, type OpenStore, startMs } from './scene.ts'

const dayMs = 86_400_000

export function userNamed(name: string, change: Partial<User> = {}): User {
  const id = asId<UserId>(`user_${name}`)
  return { id, email: `${name}@example.com`, name, operator: false, disabled: false, createdAtMs: startMs, ...change }
}

function arrivalOf(name: string, sessionHash: string, change: Partial<Session> = {}): Arrival {
  const times = { createdAtMs: startMs, confirmedAtMs: startMs, expiresAtMs: startMs + dayMs }
  const session = { id: `sess_${sessionHash}`, ...times, address: '192.0.2.1', agent: 'browser', ...change }
  return { user: userNamed(name), passwordHash: `hash of ${name}`, session, sessionHash }
}

function invitationOf(name: string, role: Role, change: Partial<Invitation> = {}): Invitation {
  const times = { createdAtMs: startMs, expiresAtMs: startMs + dayMs }
  return { id: `inv_${name}`, accountId: ann, email: `${name}@example.com`, role, invitedBy: 'test', ...times, ...change }
}

async function setUp(store: Store, name: string, account: AccountId = ann): Promise<Session> {
  await store.createSetupLink({ accountId: account, expiresAtMs: startMs + dayMs }, `link ${name}`)
  const session = await store.redeemSetupLink(`link ${name}`, startMs, arrivalOf(name, `s ${name}`))
  assert.ok(session)
  return session
}

async function join(store: Store, name: string, role: Role, account: AccountId = ann): Promise<void> {
  await store.createInvitation(invitationOf(name, role, { id: `inv_${name}_${account}`, accountId: account }), `inv ${name} ${account}`)
  assert.ok(await store.acceptInvitation(`inv ${name} ${account}`, startMs, arrivalOf(name, `s ${name} ${account}`)))
}

export function peopleCases(name: string, open: OpenStore): void {
  const story = (sentence: string, body: (store: Store) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const store = await open()
      try {
        await furnish(store, 0n)
        await store.createAccount({ id: bob, name: 'Bob', atMs: startMs })
        await body(store)
      } finally {
        await store.close()
      }
    })
  }
  linkCases(story)
  sessionCases(story)
  memberCases(story)
  invitationCases(story)
}

/** More than any case has. */
const all = { limit: 100, after: null }

type Story = (sentence: string, body: (store: Store) => Promise<void>) => void

function linkCases(story: Story): void {
  story('a setup link opens one session, even when it is followed many times at once', async (store) => {
    await store.createSetupLink({ accountId: ann, expiresAtMs: startMs + 900_000 }, 'link')
    const follow = (index: number) => store.redeemSetupLink('link', startMs, arrivalOf('ann', `session ${index}`))
    const opened = await Promise.all(Array.from({ length: 20 }, (_, index) => follow(index)))
    const at = opened.findIndex((session) => session !== undefined)
    assert.equal(opened.filter((session) => session !== undefined).length, 1)
    const found = await store.findSession(`session ${at}`)
    assert.deepEqual(found, { session: opened[at], user: userNamed('ann', { operator: true }), role: 'owner' })
    assert.equal((await store.findUserByEmail('ann@example.com'))?.passwordHash, 'hash of ann')
    assert.equal(await store.countUsers(), 1)
  })

  story('a setup link that expired, was replaced or never was opens nothing', async (store) => {
    await store.createSetupLink({ accountId: ann, expiresAtMs: startMs + 10 }, 'link 1')
    assert.equal(await store.redeemSetupLink('link 1', startMs + 10, arrivalOf('ann', 's')), undefined)
    await store.createSetupLink({ accountId: ann, expiresAtMs: startMs + 10 }, 'link 2')
    assert.equal(await store.redeemSetupLink('link 1', startMs, arrivalOf('ann', 's')), undefined)
    assert.equal(await store.redeemSetupLink('link 3', startMs, arrivalOf('ann', 's')), undefined)
    assert.equal(await store.countUsers(), 0)
    assert.equal(await store.findSetupLink('link 1', startMs), undefined)
    assert.equal(await store.findSetupLink('link 2', startMs + 10), undefined)
    assert.equal((await store.findSetupLink('link 2', startMs))?.accountId, ann)
    assert.equal((await store.redeemSetupLink('link 2', startMs, arrivalOf('ann', 's')))?.accountId, ann)
  })

  story(
    'a setup link is the way back in: a known address gets the new password, its rights again, and other sessions end',
    async (store) => {
      await setUp(store, 'ann')
      await store.changeUser(userNamed('ann').id, { disabled: true, operator: false })
      await store.createSetupLink({ accountId: ann, expiresAtMs: startMs + dayMs }, 'again')
      const arrival = { ...arrivalOf('ann', 'new'), user: userNamed('ann', { id: asId('user_other') }), passwordHash: 'new hash' }
      assert.equal((await store.redeemSetupLink('again', startMs, arrival))?.userId, 'user_ann')
      assert.partialDeepStrictEqual(await store.getUser(userNamed('ann').id), { passwordHash: 'new hash', operator: true, disabled: false })
      assert.equal(await store.findSession('s ann'), undefined)
      assert.ok(await store.findSession('new'))
    },
  )
}

function sessionCases(story: Story): void {
  story('sessions that ran out are cleared when the next one opens', async (store) => {
    const first = await setUp(store, 'ann')
    await store.openSession({ ...first, id: 'short', expiresAtMs: startMs + 1 }, 'short')
    assert.ok(await store.findSession('short'))
    await store.openSession({ ...first, id: 'long', createdAtMs: startMs + 1 }, 'long')
    assert.equal(await store.findSession('short'), undefined)
    assert.ok(await store.findSession('long'))
  })

  story('a session changes its cookie, keeps the rest, and the old cookie opens nothing', async (store) => {
    const session = await setUp(store, 'ann')
    assert.equal(await store.rotateSession('s ann', 'next', { confirmedAtMs: startMs + 5 }), true)
    assert.equal(await store.rotateSession('s ann', 'other', {}), false)
    assert.equal(await store.findSession('s ann'), undefined)
    assert.deepEqual((await store.findSession('next'))?.session, { ...session, confirmedAtMs: startMs + 5 })
    assert.equal(await store.rotateSession('next', 'last', { accountId: bob }), true)
    assert.partialDeepStrictEqual(await store.findSession('last'), { session: { accountId: bob, confirmedAtMs: startMs + 5 }, role: null })
  })

  story('sessions are listed newest first and ended by their own person only, one or all but one', async (store) => {
    const first = await setUp(store, 'ann')
    await setUp(store, 'bea')
    await store.openSession({ ...first, id: 'sess_t', createdAtMs: startMs + 1 }, 'second')
    const ids = async (user: string) => (await store.listSessions(asId(user), startMs + 1, all)).map(({ id }) => id)
    assert.deepEqual(await ids('user_ann'), ['sess_t', 'sess_s ann'])
    const behind = { limit: 1, after: 'sess_t' }
    assert.deepEqual((await store.listSessions(asId('user_ann'), startMs + 1, behind))[0]?.id, 'sess_s ann')
    assert.equal((await store.listSessions(asId('user_ann'), startMs + 1, { limit: 1, after: null })).length, 1)
    assert.deepEqual(await store.listSessions(asId('user_ann'), startMs + dayMs, all), [])
    assert.equal(await store.endSession(asId('user_bea'), 'sess_t'), false)
    assert.equal(await store.endSessions(asId('user_ann'), 'second'), 1)
    assert.deepEqual(await ids('user_ann'), ['sess_t'])
    assert.equal(await store.endSession(asId('user_ann'), 'sess_t'), true)
    assert.equal(await store.findSession('second'), undefined)
    assert.deepEqual(await ids('user_bea'), ['sess_s bea'])
  })

  story('a new password ends every other session, and a disabled user has none', async (store) => {
    const first = await setUp(store, 'ann')
    await store.openSession({ ...first, id: 'second' }, 'second')
    assert.equal(await store.setPassword(first.userId, 'new hash', 'second'), true)
    assert.equal(await store.setPassword(asId('user_none'), 'new hash', null), false)
    assert.equal(await store.findSession('s ann'), undefined)
    assert.equal((await store.getUser(first.userId))?.passwordHash, 'new hash')
    assert.equal((await store.changeUser(first.userId, { disabled: true }))?.disabled, true)
    assert.equal(await store.findSession('second'), undefined)
  })

  story('two people never share an address', async (store) => {
    await setUp(store, 'ann')
    await setUp(store, 'bea')
    await assert.rejects(store.changeUser(asId('user_ann'), { email: 'bea@example.com' }))
    assert.equal((await store.changeUser(asId('user_ann'), { name: 'Ann' }))?.name, 'Ann')
    assert.equal(await store.changeUser(asId('user_none'), { name: 'x' }), undefined)
    assert.deepEqual(
      (await store.listUsers(1, asId('user_ann'))).map(({ id }) => id),
      ['user_bea'],
    )
  })
}

function memberCases(story: Story): void {
  story('members are listed by role, an account always keeps an owner, and who is removed is signed out of it', async (store) => {
    await setUp(store, 'ann')
    await join(store, 'zoe', 'owner')
    await join(store, 'bea', 'viewer')
    await join(store, 'bea', 'admin', bob)
    const members = async () => (await store.listMembers(ann)).map(({ user, role }) => `${user.name} ${role}`)
    assert.deepEqual(await members(), ['ann owner', 'zoe owner', 'bea viewer'])
    const page = async (limit: number, after: string | null) =>
      (await store.listMembers(ann, { limit, after })).map(({ user }) => user.name)
    assert.deepEqual(await page(2, null), ['ann', 'zoe'])
    assert.deepEqual(await page(2, 'owner.user_ann'), ['zoe', 'bea'])
    assert.deepEqual(await page(2, 'owner.user_zoe'), ['bea'])
    assert.deepEqual(await page(2, 'viewer.user_bea'), [])
    assert.deepEqual(await page(2, 'owner.user_none'), ['bea'])
    assert.deepEqual(await page(2, 'nobody'), [])
    assert.equal(await store.changeMember(ann, asId('user_zoe'), 'developer'), 'done')
    assert.equal(await store.changeMember(ann, asId('user_ann'), 'admin'), 'last_owner')
    assert.equal(await store.removeMember(ann, asId('user_ann')), 'last_owner')
    assert.equal(await store.changeMember(ann, asId('user_ann'), 'owner'), 'done')
    assert.equal(await store.changeMember(bob, asId('user_zoe'), 'viewer'), 'unknown')
    assert.equal(await store.removeMember(ann, asId('user_bea')), 'done')
    assert.equal(await store.removeMember(ann, asId('user_bea')), 'unknown')
    assert.equal(await store.findSession(`s bea ${ann}`), undefined)
    assert.equal((await store.findSession(`s bea ${bob}`))?.role, 'admin')
    assert.deepEqual(await members(), ['ann owner', 'zoe developer'])
    assert.deepEqual(await page(2, 'admin.user_bea'), ['zoe'], 'behind somebody who is no member any more')
    assert.equal((await store.getMember(ann, asId('user_zoe')))?.role, 'developer')
    assert.equal(await store.getMember(bob, asId('user_zoe')), undefined)
  })

  story('an account that is opened has its owner, is listed among theirs and can be renamed', async (store) => {
    await setUp(store, 'ann')
    const account = { id: asId<AccountId>('acct_new'), name: 'A new one', atMs: startMs }
    await store.openWorkspace(account, asId('user_ann'))
    await assert.rejects(store.openWorkspace(account, asId('user_ann')))
    assert.equal(await store.renameAccount(account.id, 'Zoo'), true)
    assert.equal(await store.renameAccount(asId('acct_none'), 'Zoo'), false)
    const own = await store.listWorkspaces(asId('user_ann'))
    assert.deepEqual(own.at(-1), { accountId: account.id, name: 'Zoo', role: 'owner' })
    assert.equal(own.length, 2)
    assert.equal((await store.getBalance(account.id))?.name, 'Zoo')
  })

  story('who signs up owns a new account and is no operator; an address signs up once', async (store) => {
    const account = { id: asId<AccountId>('acct_eve'), name: 'Eve', atMs: startMs }
    assert.equal(await store.signUp(account, arrivalOf('eve', 'eve 1')), true)
    assert.partialDeepStrictEqual(await store.findSession('eve 1'), {
      session: { accountId: account.id },
      user: { operator: false },
      role: 'owner',
    })
    assert.equal(await store.signUp({ ...account, id: asId('acct_eve2') }, arrivalOf('eve', 'eve 2')), false)
    assert.equal(await store.getBalance(asId('acct_eve2')), undefined)
  })
}

function invitationCases(story: Story): void {
  story('an invitation is found until it expires, is withdrawn, replaced or accepted', async (store) => {
    const invitation = invitationOf('bea', 'developer')
    await store.createInvitation(invitation, 'one')
    assert.deepEqual(await store.findInvitation('one', startMs), invitation)
    assert.equal(await store.findInvitation('one', startMs + dayMs), undefined)
    assert.deepEqual(await store.listInvitations(ann, startMs, all), [invitation])
    assert.deepEqual(await store.listInvitations(ann, startMs + dayMs, all), [])
    assert.deepEqual(await store.listInvitations(bob, startMs, all), [])
    await store.createInvitation(invitationOf('bea', 'viewer', { id: 'inv_2' }), 'two')
    assert.equal(await store.findInvitation('one', startMs), undefined)
    assert.equal(await store.deleteInvitation(bob, 'inv_2'), false)
    assert.equal(await store.deleteInvitation(ann, 'inv_2'), true)
    assert.equal(await store.findInvitation('two', startMs), undefined)
    assert.equal(await store.acceptInvitation('two', startMs, arrivalOf('bea', 's')), undefined)
  })

  story('an invitation is accepted once, by the invited address only, and leaves a known password alone', async (store) => {
    await setUp(store, 'bea', bob)
    await store.createInvitation(invitationOf('bea', 'developer'), 'one')
    assert.equal(await store.acceptInvitation('one', startMs, arrivalOf('eve', 's')), undefined)
    const stranger = { ...arrivalOf('bea', 's'), user: userNamed('bea', { id: asId('user_stranger') }) }
    assert.equal(await store.acceptInvitation('one', startMs, stranger), undefined)
    assert.equal((await store.acceptInvitation('one', startMs, { ...arrivalOf('bea', 's'), passwordHash: 'taken over' }))?.accountId, ann)
    assert.equal(await store.acceptInvitation('one', startMs, arrivalOf('bea', 't')), undefined)
    assert.equal((await store.getUser(asId('user_bea')))?.passwordHash, 'hash of bea')
    assert.deepEqual(
      (await store.listWorkspaces(asId('user_bea'))).map(({ role }) => role),
      ['developer', 'owner'],
    )
  })

  story('an identity comes along with who arrives, in the same step; one that somebody has lets nobody in', async (store) => {
    const identity = { issuer: 'https://id.example', subject: '1' }
    await store.createInvitation(invitationOf('bea', 'developer'), 'one')
    await store.createInvitation(invitationOf('cleo', 'developer', { id: 'inv_2' }), 'two')
    assert.ok(await store.acceptInvitation('one', startMs, { ...arrivalOf('bea', 's'), passwordHash: null, identity }))
    assert.equal(await store.findIdentity(identity.issuer, identity.subject), 'user_bea')
    assert.equal((await store.getUser(asId('user_bea')))?.passwordHash, null)
    assert.equal(await store.acceptInvitation('two', startMs, { ...arrivalOf('cleo', 't'), identity }), undefined)
    const account = { id: asId<AccountId>('acct_cleo'), name: 'Cleo', atMs: startMs }
    assert.equal(await store.signUp(account, { ...arrivalOf('cleo', 't'), identity }), false)
    assert.equal(await store.findUserByEmail('cleo@example.com'), undefined)
    assert.equal(await store.signUp(account, { ...arrivalOf('cleo', 't'), identity: { ...identity, subject: '2' } }), true)
    assert.equal(await store.findIdentity(identity.issuer, '2'), 'user_cleo')
    assert.ok(await store.findInvitation('two', startMs), 'the link is still good')
  })

  story('an invitation never lowers a role', async (store) => {
    await setUp(store, 'ann')
    await store.createInvitation(invitationOf('ann', 'viewer'), 'one')
    assert.ok(await store.acceptInvitation('one', startMs, arrivalOf('ann', 's')))
    assert.equal((await store.getMember(ann, asId('user_ann')))?.role, 'owner')
  })
}
