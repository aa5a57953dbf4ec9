// The ports of people and their memberships over a writer and a reader. Knows no SQL and no threads.
import type { AuditNote } from '../../../access/audit.ts'
import type { AuditLogStore } from '../../../access/audit-log-store.ts'
import type { MemberStore } from '../../../access/member-store.ts'
import type { UserStore } from '../../../access/user-store.ts'
import type { ReaderClient } from './reader-client.ts'
import type { WriterClient } from './writer-client.ts'

export function userPort(writer: WriterClient, reader: ReaderClient): UserStore {
  return {
    findUserByEmail: (email) => reader.call('findUserByEmail', email),
    getUser: (id) => reader.call('getUser', id),
    listUsers: (limit, after) => reader.call('listUsers', limit, after),
    countUsers: () => reader.call('countUsers'),
    changeUser: (id, change) => writer.call('changeUser', id, change),
    setPassword: (id, passwordHash, keep) => writer.call('setPassword', id, passwordHash, keep),
    openSession: (session, hash) => writer.call('openSession', session, hash),
    findSession: (hash) => reader.call('findSession', hash),
    rotateSession: (hash, newHash, change) => writer.call('rotateSession', hash, newHash, change),
    listSessions: (user, nowMs, page) => reader.call('listSessions', user, nowMs, page),
    endSession: (user, id) => writer.call('endSession', user, id),
    endSessions: (user, keep) => writer.call('endSessions', user, keep),
  }
}

export function memberPort(writer: WriterClient, reader: ReaderClient): MemberStore {
  return {
    createSetupLink: (link, hash) => writer.call('createSetupLink', link, hash),
    findSetupLink: (hash, nowMs) => reader.call('findSetupLink', hash, nowMs),
    redeemSetupLink: (hash, nowMs, arrival) => writer.call('redeemSetupLink', hash, nowMs, arrival),
    listMembers: (account, page) => reader.call('listMembers', account, page),
    getMember: (account, user) => reader.call('getMember', account, user),
    listWorkspaces: (user) => reader.call('listWorkspaces', user),
    changeMember: (account, user, role) => writer.call('changeMember', account, user, role),
    removeMember: (account, user) => writer.call('removeMember', account, user),
    openWorkspace: (account, owner) => writer.call('openWorkspace', account, owner),
    renameAccount: (account, name) => writer.call('renameAccount', account, name),
    signUp: (account, arrival) => writer.call('signUp', account, arrival),
    createInvitation: (invitation, hash) => writer.call('createInvitation', invitation, hash),
    listInvitations: (account, nowMs, page) => reader.call('listInvitations', account, nowMs, page),
    deleteInvitation: (account, id) => writer.call('deleteInvitation', account, id),
    findInvitation: (hash, nowMs) => reader.call('findInvitation', hash, nowMs),
    acceptInvitation: (hash, nowMs, arrival) => writer.call('acceptInvitation', hash, nowMs, arrival),
  }
}

export function auditPort(writer: WriterClient, reader: ReaderClient): AuditLogStore {
  return {
    appendAudit: (draft) => writer.call('appendAudit', draft),
    listAudit: (account, filter, limit, before) => reader.call('listAudit', account, filter, limit, before),
    verifyAudit: () => reader.call('verifyAudit'),
  }
}

/** A writer whose first call that changes something takes the note's draft along into its transaction. */
export function auditing(writer: WriterClient, note: AuditNote): WriterClient {
  return {
    ...writer,
    async call(name, ...args) {
      if (note.written) return writer.call(name, ...args)
      const { value, written } = await writer.call(
        'audited',
        { draft: note.draft, ...(note.done && { done: note.done }) },
        name as never,
        args,
      )
      if (written) note.written = true
      return value as never
    },
  }
}
