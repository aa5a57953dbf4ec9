// One-time codes, passkeys, recovery codes and identities in memory. Forgets all when the process ends.
import type { FactorStore, Identity, Passkey, TotpFactor } from '../../access/factor-store.ts'
import type { UserId } from '../../contract/ids.ts'

interface Rows {
  readonly totp: Map<UserId, TotpFactor>
  readonly passkeys: Map<string, Passkey>
  readonly recovery: Map<UserId, Set<string>>
  readonly identities: Identity[]
}

/** What ends together with the ways in. */
export interface Doors {
  readonly endSessions: (user: UserId) => void
  readonly endChallenges: (user: UserId) => void
}

type IdentityCalls = 'findIdentity' | 'linkIdentity' | 'listIdentities' | 'unlinkIdentity'
type PasskeyCalls = 'addPasskey' | 'findPasskey' | 'usePasskey' | 'removePasskey'

export function memoryFactors(totp: Rows['totp'], doors: Doors): FactorStore {
  const rows: Rows = { totp, passkeys: new Map(), recovery: new Map(), identities: [] }
  return { ...codeCalls(rows), ...passkeyCalls(rows), ...identityCalls(rows, doors), ...dropCalls(rows, doors) }
}

function dropCalls(rows: Rows, { endSessions, endChallenges }: Doors): Pick<FactorStore, 'dropFactors'> {
  return {
    async dropFactors(user, beside) {
      const own = passkeysOf(rows, user)
      for (const { id } of own) rows.passkeys.delete(id)
      const left = rows.identities.filter((row) => !beside.identities || row.userId !== user)
      const unlinked = rows.identities.splice(0, rows.identities.length, ...left).length > left.length
      const had = rows.totp.delete(user) || own.length > 0 || unlinked
      if (!had) return false
      forgetCodes(rows, user)
      endSessions(user)
      endChallenges(user)
      return true
    },
  }
}

function passkeysOf({ passkeys }: Rows, user: UserId): Passkey[] {
  const own = [...passkeys.values()].filter((row) => row.userId === user)
  return own.sort((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1))
}

function codeCalls(rows: Rows): Omit<FactorStore, IdentityCalls | PasskeyCalls | 'dropFactors'> {
  const { totp, recovery } = rows
  return {
    async factorsOf(user) {
      return { totp: totp.get(user) ?? null, passkeys: passkeysOf(rows, user), recoveryCodesLeft: recovery.get(user)?.size ?? 0 }
    },
    async setTotp(user, factor, recoveryHashes) {
      totp.set(user, factor)
      if (recoveryHashes !== null) recovery.set(user, new Set(recoveryHashes))
    },
    async useTotpStep(user, step) {
      const row = totp.get(user)
      if (row === undefined || row.lastStep >= step) return false
      totp.set(user, { ...row, lastStep: step })
      return true
    },
    async removeTotp(user) {
      const removed = totp.delete(user)
      forgetCodes(rows, user)
      return removed
    },
    setRecoveryCodes: async (user, hashes) => void recovery.set(user, new Set(hashes)),
    useRecoveryCode: async (user, hash) => recovery.get(user)?.delete(hash) ?? false,
  }
}

/** Recovery codes without a factor would stand for nothing. */
function forgetCodes(rows: Rows, user: UserId): void {
  if (!rows.totp.has(user) && passkeysOf(rows, user).length === 0) rows.recovery.delete(user)
}

function passkeyCalls(rows: Rows): Pick<FactorStore, PasskeyCalls> {
  const { passkeys, recovery } = rows
  return {
    async addPasskey(passkey, recoveryHashes) {
      if (passkeys.has(passkey.id)) return false
      passkeys.set(passkey.id, passkey)
      if (recoveryHashes !== null) recovery.set(passkey.userId, new Set(recoveryHashes))
      return true
    },
    findPasskey: async (id) => passkeys.get(id),
    async usePasskey(id, counter, nowMs) {
      const row = passkeys.get(id)
      if (row === undefined || !(row.counter < counter || (row.counter === 0 && counter === 0))) return false
      passkeys.set(id, { ...row, counter, usedAtMs: nowMs })
      return true
    },
    async removePasskey(user, id) {
      if (passkeys.get(id)?.userId !== user) return false
      passkeys.delete(id)
      forgetCodes(rows, user)
      return true
    },
  }
}

function identityCalls({ identities: rows }: Rows, { endChallenges }: Doors): Pick<FactorStore, IdentityCalls> {
  const at = (issuer: string, subject: string): Identity | undefined => rows.find((row) => row.issuer === issuer && row.subject === subject)
  return {
    findIdentity: async (issuer, subject) => at(issuer, subject)?.userId,
    async linkIdentity(identity) {
      if (at(identity.issuer, identity.subject) !== undefined) return false
      rows.push(identity)
      return true
    },
    async listIdentities(user) {
      const own = rows.filter((row) => row.userId === user)
      return own.sort((a, b) => (a.issuer < b.issuer || (a.issuer === b.issuer && a.subject < b.subject) ? -1 : 1))
    },
    async unlinkIdentity(user, issuer) {
      const left = rows.filter((row) => row.userId !== user || row.issuer !== issuer)
      if (rows.splice(0, rows.length, ...left).length === left.length) return false
      endChallenges(user)
      return true
    },
  }
}
