// Memberships, setup links and invitations in memory. Forgets all when the process ends.
import type { Arrival, MemberStore, MemberVerdict, SetupLink } from '../../access/member-store.ts'
import type { FactorStore } from '../../access/factor-store.ts'
import { rankOf, type Role } from '../../access/role.ts'
import { type Invitation, type Member, readMemberPlace, type Session } from '../../access/user.ts'
import type { AccountId, UserId } from '../../contract/ids.ts'
import { plainUser, putSession, type UserRows } from './users.ts'

interface MembershipRow {
  readonly accountId: AccountId
  readonly userId: UserId
  readonly role: Role
  readonly joinedAtMs: number
}

/** What this part needs of accounts, which belong to the ledger. */
export interface AccountNames {
  create(account: { readonly id: AccountId; readonly name: string; readonly atMs: number }): Promise<void>
  nameOf(id: AccountId): string | undefined
  rename(id: AccountId, name: string): boolean
}

interface Rows {
  readonly memberships: Map<string, MembershipRow>
  readonly invitations: Map<string, Invitation>
  readonly links: Map<string, SetupLink>
}

const keyOf = (account: AccountId, user: UserId): string => `${account} ${user}`

/** The people of this store, and how one of them loses every way in but the password. */
export interface Newcomers extends UserRows {
  readonly takeBack: (user: UserId) => void
  readonly identities: Pick<FactorStore, 'findIdentity' | 'linkIdentity'>
}

export function memoryMembers(
  users: Newcomers,
  accounts: AccountNames,
): MemberStore & { roleOf(account: AccountId, user: UserId): Role | null } {
  const rows: Rows = { memberships: new Map(), invitations: new Map(), links: new Map() }
  return {
    roleOf: (account, user) => rows.memberships.get(keyOf(account, user))?.role ?? null,
    ...membershipCalls(rows, users, accounts),
    ...invitationCalls(rows, users),
    async createSetupLink(link, hash) {
      for (const [other, { accountId }] of rows.links) if (accountId === link.accountId) rows.links.delete(other)
      rows.links.set(hash, link)
    },
    async findSetupLink(hash, nowMs) {
      const link = rows.links.get(hash)
      return link !== undefined && link.expiresAtMs > nowMs ? link : undefined
    },
    async redeemSetupLink(hash, nowMs, arrival) {
      const link = rows.links.get(hash)
      if (link === undefined || link.expiresAtMs <= nowMs) return undefined
      rows.links.delete(hash)
      return arrive(rows, users, arrival, { accountId: link.accountId, role: 'owner', asOperator: true })
    },
    async signUp(account, arrival) {
      if ((await isTaken(users, arrival)) || userOfEmail(users, arrival.user.email) !== undefined) return false
      await accounts.create(account)
      arrive(rows, users, arrival, { accountId: account.id, role: 'owner', asOperator: false })
      return true
    },
  }
}

async function isTaken({ identities }: Newcomers, { identity }: Arrival): Promise<boolean> {
  return identity !== undefined && (await identities.findIdentity(identity.issuer, identity.subject)) !== undefined
}

function userOfEmail(users: UserRows, email: string): UserId | undefined {
  return [...users.users.values()].find((user) => user.email === email)?.id
}

interface Welcome {
  readonly accountId: AccountId
  readonly role: Role
  readonly asOperator: boolean
}

function arrive(rows: Rows, users: Newcomers, arrival: Arrival, { accountId, role, asOperator }: Welcome): Session {
  const { user, passwordHash } = arrival
  const known = userOfEmail(users, user.email)
  const userId = known ?? user.id
  if (known === undefined) users.users.set(userId, { ...user, operator: asOperator, disabled: false, passwordHash })
  const found = users.users.get(known ?? userId)
  if (known !== undefined && found !== undefined && asOperator) {
    users.users.set(known, { ...found, operator: true, disabled: false, passwordHash: passwordHash ?? found.passwordHash })
    users.takeBack(known)
  }
  const before = rows.memberships.get(keyOf(accountId, userId))
  if (before === undefined || rankOf[before.role] < rankOf[role])
    rows.memberships.set(keyOf(accountId, userId), { accountId, userId, role, joinedAtMs: arrival.session.createdAtMs })
  if (arrival.identity !== undefined)
    void users.identities.linkIdentity({ ...arrival.identity, userId, createdAtMs: arrival.session.createdAtMs })
  const session = { ...arrival.session, userId, accountId }
  putSession(users.sessions, session, arrival.sessionHash)
  return session
}

type MembershipCalls = 'listMembers' | 'getMember' | 'listWorkspaces' | 'changeMember' | 'removeMember' | 'openWorkspace' | 'renameAccount'

function membershipCalls({ memberships }: Rows, users: UserRows, accounts: AccountNames): Pick<MemberStore, MembershipCalls> {
  const judge = (account: AccountId, user: UserId, next: Role | null): MemberVerdict => {
    const now = memberships.get(keyOf(account, user))
    if (now === undefined) return 'unknown'
    const owners = [...memberships.values()].filter((row) => row.accountId === account && row.role === 'owner')
    return now.role === 'owner' && next !== 'owner' && owners.length === 1 ? 'last_owner' : 'done'
  }
  const memberOf = ({ userId, role, joinedAtMs }: MembershipRow): Member | undefined => {
    const user = users.users.get(userId)
    return user && { user: plainUser(user), role, joinedAtMs }
  }
  return {
    async listMembers(account, page) {
      const own = [...memberships.values()].filter((row) => row.accountId === account).map(memberOf)
      const members = own.filter((member) => member !== undefined)
      members.sort((a, b) => rankOf[b.role] - rankOf[a.role] || (a.user.email < b.user.email ? -1 : 1))
      if (page === undefined) return members
      const place = page.after === null ? undefined : readMemberPlace(page.after)
      if (page.after !== null && place === undefined) return []
      const email = place && users.users.get(place.userId)?.email
      const behind = members.filter(({ role, user }) => {
        if (place === undefined || rankOf[role] < rankOf[place.role]) return true
        return role === place.role && email !== undefined && user.email > email
      })
      return behind.slice(0, page.limit)
    },
    async getMember(account, user) {
      const row = memberships.get(keyOf(account, user))
      return row && memberOf(row)
    },
    async listWorkspaces(user) {
      const own = [...memberships.values()].filter((row) => row.userId === user)
      const named = own.map(({ accountId, role }) => ({ accountId, name: accounts.nameOf(accountId) ?? '', role }))
      return named.sort((a, b) => (a.name < b.name || (a.name === b.name && a.accountId < b.accountId) ? -1 : 1))
    },
    async changeMember(account, user, role) {
      const verdict = judge(account, user, role)
      const row = memberships.get(keyOf(account, user))
      if (verdict === 'done' && row !== undefined) memberships.set(keyOf(account, user), { ...row, role })
      return verdict
    },
    async removeMember(account, user) {
      const verdict = judge(account, user, null)
      if (verdict !== 'done') return verdict
      memberships.delete(keyOf(account, user))
      for (const [hash, session] of users.sessions)
        if (session.userId === user && session.accountId === account) users.sessions.delete(hash)
      return verdict
    },
    async openWorkspace(account, owner) {
      await accounts.create(account)
      memberships.set(keyOf(account.id, owner), { accountId: account.id, userId: owner, role: 'owner', joinedAtMs: account.atMs })
    },
    renameAccount: async (account, name) => accounts.rename(account, name),
  }
}

type InvitationCalls = 'createInvitation' | 'listInvitations' | 'deleteInvitation' | 'findInvitation' | 'acceptInvitation'

function invitationCalls(rows: Rows, users: Newcomers): Pick<MemberStore, InvitationCalls> {
  const { invitations } = rows
  const open = (hash: string, nowMs: number): Invitation | undefined => {
    const found = invitations.get(hash)
    return found !== undefined && found.expiresAtMs > nowMs ? found : undefined
  }
  return {
    async createInvitation(invitation, hash) {
      for (const [other, { accountId, email }] of invitations)
        if (accountId === invitation.accountId && email === invitation.email) invitations.delete(other)
      invitations.set(hash, invitation)
    },
    async listInvitations(account, nowMs, { limit, after }) {
      const own = [...invitations.values()].filter((one) => one.accountId === account && one.expiresAtMs > nowMs)
      const behind = after === null ? own : own.filter(({ id }) => id < after)
      return behind.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit)
    },
    async deleteInvitation(account, id) {
      const found = [...invitations].find(([, one]) => one.accountId === account && one.id === id)
      return found !== undefined && invitations.delete(found[0])
    },
    findInvitation: async (hash, nowMs) => open(hash, nowMs),
    async acceptInvitation(hash, nowMs, arrival) {
      const known = userOfEmail(users, arrival.user.email)
      const invitation = open(hash, nowMs)
      if (invitation === undefined || invitation.email !== arrival.user.email) return undefined
      if ((known !== undefined && known !== arrival.user.id) || (await isTaken(users, arrival))) return undefined
      if (!invitations.delete(hash)) return undefined
      return arrive(rows, users, arrival, { ...invitation, asOperator: false })
    },
  }
}
