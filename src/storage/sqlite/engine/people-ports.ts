// The ports of people and their memberships over a writer and a reader. Knows no SQL and no threads.
import type { AuditNote } from '../../../access/audit.ts'
import type { AuditLogStore } from '../../../access/audit-log-store.ts'
import type { ChallengeStore } from '../../../access/challenge-store.ts'
import type { FactorStore } from '../../../access/factor-store.ts'
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

export function challengePort(writer: WriterClient): ChallengeStore {
  return {
    putChallenge: (challenge, hash, nowMs) => writer.call('putChallenge', challenge, hash, nowMs),
    tryChallenge: (kind, hash, nowMs) => writer.call('tryChallenge', kind, hash, nowMs),
    takeChallenge: (kind, hash) => writer.call('takeChallenge', kind, hash),
    renewChallenge: (open, next, nowMs) => writer.call('renewChallenge', open, next, nowMs),
  }
}

export function factorPort(writer: WriterClient, reader: ReaderClient): FactorStore {
  return {
    factorsOf: (user) => reader.call('factorsOf', user),
    // Copies, as in createKey.
    setTotp: (user, factor, recoveryHashes) =>
      writer.call('setTotp', user, { ...factor, sealedSecret: new Uint8Array(factor.sealedSecret) }, recoveryHashes),
    addPasskey: (passkey, recoveryHashes) =>
      writer.call('addPasskey', { ...passkey, publicKey: new Uint8Array(passkey.publicKey) }, recoveryHashes),
    useTotpStep: (user, step) => writer.call('useTotpStep', user, step),
    removeTotp: (user) => writer.call('removeTotp', user),
    setRecoveryCodes: (user, hashes) => writer.call('setRecoveryCodes', user, hashes),
    useRecoveryCode: (user, hash) => writer.call('useRecoveryCode', user, hash),
    dropFactors: (user, beside) => writer.call('dropFactors', user, beside),
    findPasskey: (id) => reader.call('findPasskey', id),
    usePasskey: (id, counter, nowMs) => writer.call('usePasskey', id, counter, nowMs),
    removePasskey: (user, id) => writer.call('removePasskey', user, id),
    findIdentity: (issuer, subject) => reader.call('findIdentity', issuer, subject),
    linkIdentity: (identity) => writer.call('linkIdentity', identity),
    listIdentities: (user) => reader.call('listIdentities', user),
    unlinkIdentity: (user, issuer) => writer.call('unlinkIdentity', user, issuer),
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
