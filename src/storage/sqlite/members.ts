// Memberships, setup links and invitations in SQLite. What must happen together happens in one call, so in one transaction.
import type { DatabaseSync } from 'node:sqlite'
import type { Arrival, MemberVerdict, SetupLink } from '../../access/member-store.ts'
import { rankOf, type Role } from '../../access/role.ts'
import { type Invitation, type Member, readMemberPlace, type Session, type Workspace } from '../../access/user.ts'
import type { AccountId, UserId } from '../../contract/ids.ts'
import type { Page } from '../../contract/page.ts'
import { lastId } from './engine/last-id.ts'
import type { FactorWrites } from './factors.ts'
import { userFields, userOf, type UserWrites } from './users.ts'

type People = Pick<UserWrites, 'setPassword' | 'openSession'> & Pick<FactorWrites, 'dropFactors' | 'linkIdentity'>

interface NewAccount {
  readonly id: AccountId
  readonly name: string
  readonly atMs: number
}

interface Welcome {
  readonly accountId: AccountId
  readonly role: Role
  /** True: the link was made for the operator, on the server itself. A known user gets the new password, loses every other way in, and is let in again. */
  readonly asOperator: boolean
}

export function memberWrites(db: DatabaseSync, people: People, createAccount: (account: NewAccount) => void) {
  const links = setupLinkWrites(db)
  const arrive = openArrivals(db, people)
  const memberships = membershipWrites(db)
  const invitations = invitationWrites(db)
  const identityOf = db.prepare('SELECT 1 FROM identities WHERE issuer = ? AND subject = ?')
  const isTaken = ({ identity }: Arrival): boolean =>
    identity !== undefined && identityOf.get(identity.issuer, identity.subject) !== undefined
  return {
    createSetupLink: links.create,
    redeemSetupLink(hash: string, nowMs: number, arrival: Arrival): Session | undefined {
      const accountId = links.take(hash, nowMs)
      return accountId === undefined ? undefined : arrive(arrival, { accountId, role: 'owner', asOperator: true })
    },
    changeMember: memberships.change,
    removeMember: memberships.remove,
    openWorkspace(account: NewAccount, owner: UserId): void {
      createAccount(account)
      memberships.insert(account.id, owner, 'owner', account.atMs)
    },
    renameAccount: memberships.rename,
    signUp(account: NewAccount, arrival: Arrival): boolean {
      if (invitations.known(arrival.user.email) !== undefined || isTaken(arrival)) return false
      createAccount(account)
      arrive(arrival, { accountId: account.id, role: 'owner', asOperator: false })
      return true
    },
    createInvitation: invitations.create,
    deleteInvitation: invitations.remove,
    acceptInvitation(hash: string, nowMs: number, arrival: Arrival): Session | undefined {
      const known = invitations.known(arrival.user.email)
      // Whoever made the request proved to be somebody else than the user who has the address by now.
      if ((known !== undefined && known !== arrival.user.id) || isTaken(arrival)) return undefined
      const taken = invitations.take(hash, nowMs, arrival.user.email)
      return taken === undefined ? undefined : arrive(arrival, { ...taken, asOperator: false })
    },
  }
}

function setupLinkWrites(db: DatabaseSync) {
  const drop = db.prepare('DELETE FROM setup_links WHERE account_id = ?')
  const insert = db.prepare('INSERT INTO setup_links (hash, account_id, expires_at_ms) VALUES (?, ?, ?)')
  const taken = db.prepare('DELETE FROM setup_links WHERE hash = ? AND expires_at_ms > ? RETURNING account_id')
  return {
    create(link: SetupLink, hash: string): void {
      drop.run(link.accountId)
      insert.run(hash, link.accountId, link.expiresAtMs)
    },
    take: (hash: string, nowMs: number): AccountId | undefined => taken.get(hash, nowMs)?.['account_id'] as AccountId | undefined,
  }
}

function openArrivals(db: DatabaseSync, people: People) {
  const idOf = db.prepare('SELECT id FROM users WHERE email = ?')
  const insert = db.prepare(
    'INSERT INTO users (id, email, name, operator, disabled, password_hash, created_at_ms) VALUES (?, ?, ?, ?, 0, ?, ?)',
  )
  const welcomeBack = db.prepare('UPDATE users SET operator = 1, disabled = 0 WHERE id = ?')
  const roleNow = db.prepare('SELECT role FROM memberships WHERE account_id = ? AND user_id = ?')
  const join = db.prepare('INSERT OR REPLACE INTO memberships (account_id, user_id, role, joined_at_ms) VALUES (?, ?, ?, ?)')
  return (arrival: Arrival, { accountId, role, asOperator }: Welcome): Session => {
    const { user, passwordHash, session } = arrival
    let userId = idOf.get(user.email)?.['id'] as UserId | undefined
    if (userId === undefined) {
      userId = user.id
      insert.run(user.id, user.email, user.name, asOperator ? 1 : 0, passwordHash, user.createdAtMs)
    } else if (asOperator) {
      welcomeBack.run(userId)
      if (passwordHash !== null) people.setPassword(userId, passwordHash, null)
      people.dropFactors(userId, { identities: true })
    }
    const before = roleNow.get(accountId, userId)?.['role'] as Role | undefined
    if (before === undefined || rankOf[before] < rankOf[role]) join.run(accountId, userId, role, session.createdAtMs)
    if (arrival.identity !== undefined) people.linkIdentity({ ...arrival.identity, userId, createdAtMs: session.createdAtMs })
    const opened = { ...session, userId, accountId }
    people.openSession(opened, arrival.sessionHash)
    return opened
  }
}

function membershipWrites(db: DatabaseSync) {
  const insert = db.prepare('INSERT INTO memberships (account_id, user_id, role, joined_at_ms) VALUES (?, ?, ?, ?)')
  const role = db.prepare('SELECT role FROM memberships WHERE account_id = ? AND user_id = ?')
  const otherOwner = db.prepare("SELECT 1 FROM memberships WHERE account_id = ? AND role = 'owner' AND user_id <> ?")
  const update = db.prepare('UPDATE memberships SET role = ? WHERE account_id = ? AND user_id = ?')
  const drop = db.prepare('DELETE FROM memberships WHERE account_id = ? AND user_id = ?')
  const dropSessions = db.prepare('DELETE FROM sessions WHERE account_id = ? AND user_id = ?')
  const rename = db.prepare('UPDATE accounts SET name = ? WHERE id = ?')
  const judge = (account: AccountId, user: UserId, next: Role | null): MemberVerdict => {
    const now = role.get(account, user)?.['role']
    if (now === undefined) return 'unknown'
    return now === 'owner' && next !== 'owner' && otherOwner.get(account, user) === undefined ? 'last_owner' : 'done'
  }
  return {
    insert: (account: AccountId, user: UserId, as: Role, atMs: number): void => void insert.run(account, user, as, atMs),
    change(account: AccountId, user: UserId, next: Role): MemberVerdict {
      const verdict = judge(account, user, next)
      if (verdict === 'done') update.run(next, account, user)
      return verdict
    },
    remove(account: AccountId, user: UserId): MemberVerdict {
      const verdict = judge(account, user, null)
      if (verdict !== 'done') return verdict
      drop.run(account, user)
      dropSessions.run(account, user)
      return verdict
    },
    rename: (account: AccountId, name: string): boolean => Number(rename.run(name, account).changes) > 0,
  }
}

const invitationFields = 'id, account_id, email, role, invited_by, created_at_ms, expires_at_ms'

function invitationWrites(db: DatabaseSync) {
  const insert = db.prepare(`INSERT OR REPLACE INTO invitations (${invitationFields}, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
  const drop = db.prepare('DELETE FROM invitations WHERE account_id = ? AND id = ?')
  const taken = db.prepare('DELETE FROM invitations WHERE hash = ? AND expires_at_ms > ? AND email = ? RETURNING account_id, role')
  const userId = db.prepare('SELECT id FROM users WHERE email = ?')
  return {
    create(invitation: Invitation, hash: string): void {
      const { id, accountId, email, role, invitedBy, createdAtMs, expiresAtMs } = invitation
      insert.run(id, accountId, email, role, invitedBy, createdAtMs, expiresAtMs, hash)
    },
    remove: (account: AccountId, id: string): boolean => Number(drop.run(account, id).changes) > 0,
    take(hash: string, nowMs: number, email: string): { readonly accountId: AccountId; readonly role: Role } | undefined {
      const row = taken.get(hash, nowMs, email)
      return row === undefined ? undefined : { accountId: row['account_id'] as AccountId, role: row['role'] as Role }
    },
    known: (email: string): UserId | undefined => userId.get(email)?.['id'] as UserId | undefined,
  }
}

export function memberReads(db: DatabaseSync) {
  const rank = "CASE m.role WHEN 'owner' THEN 4 WHEN 'admin' THEN 3 WHEN 'developer' THEN 2 ELSE 1 END"
  const members = `SELECT ${userFields}, m.role, m.joined_at_ms FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.account_id = ?`
  const byRank = `ORDER BY ${rank} DESC, u.email LIMIT ?`
  const ofAccount = db.prepare(`${members} ${byRank}`)
  const behind = db.prepare(
    `${members} AND (${rank} < ?2 OR (${rank} = ?2 AND u.email > (SELECT email FROM users WHERE id = ?3))) ${byRank.replace('?', '?4')}`,
  )
  const one = db.prepare(`${members} AND m.user_id = ?`)
  const ofUser = db.prepare(
    'SELECT a.id, a.name, m.role FROM memberships m JOIN accounts a ON a.id = m.account_id WHERE m.user_id = ? ORDER BY a.name, a.id',
  )
  const invitations = db.prepare(
    `SELECT ${invitationFields} FROM invitations WHERE account_id = ? AND expires_at_ms > ? AND id < ? ORDER BY id DESC LIMIT ?`,
  )
  const link = db.prepare('SELECT account_id, expires_at_ms FROM setup_links WHERE hash = ? AND expires_at_ms > ?')
  const invitation = db.prepare(`SELECT ${invitationFields} FROM invitations WHERE hash = ? AND expires_at_ms > ?`)
  return {
    findSetupLink(hash: string, nowMs: number): SetupLink | undefined {
      const row = link.get(hash, nowMs)
      return row === undefined ? undefined : { accountId: row['account_id'] as AccountId, expiresAtMs: row['expires_at_ms'] as number }
    },
    listMembers(account: AccountId, { limit, after }: Page = { limit: -1, after: null }): readonly Member[] {
      if (after === null) return ofAccount.all(account, limit).map(memberOf)
      const place = readMemberPlace(after)
      return place === undefined ? [] : behind.all(account, rankOf[place.role], place.userId, limit).map(memberOf)
    },
    getMember(account: AccountId, user: UserId): Member | undefined {
      const row = one.get(account, user)
      return row === undefined ? undefined : memberOf(row)
    },
    listWorkspaces: (user: UserId): readonly Workspace[] =>
      ofUser.all(user).map((row) => ({ accountId: row['id'] as AccountId, name: row['name'] as string, role: row['role'] as Role })),
    listInvitations: (account: AccountId, nowMs: number, { limit, after }: Page): readonly Invitation[] =>
      invitations.all(account, nowMs, after ?? lastId, limit).map(invitationOf),
    findInvitation(hash: string, nowMs: number): Invitation | undefined {
      const row = invitation.get(hash, nowMs)
      return row === undefined ? undefined : invitationOf(row)
    },
  }
}

function memberOf(row: Record<string, unknown>): Member {
  return { user: userOf(row), role: row['role'] as Role, joinedAtMs: row['joined_at_ms'] as number }
}

function invitationOf(row: Record<string, unknown>): Invitation {
  return {
    id: row['id'] as string,
    accountId: row['account_id'] as AccountId,
    email: row['email'] as string,
    role: row['role'] as Role,
    invitedBy: row['invited_by'] as string,
    createdAtMs: row['created_at_ms'] as number,
    expiresAtMs: row['expires_at_ms'] as number,
  }
}
