// One-time codes, passkeys, recovery codes and identities in SQLite. Knows no secret in the clear.
import type { DatabaseSync } from 'node:sqlite'
import type { Factors, Identity, Passkey, TotpFactor } from '../../access/factor-store.ts'
import type { UserId } from '../../contract/ids.ts'
import { challengeEnds } from './challenges.ts'
import type { UserWrites } from './users.ts'

export type FactorWrites = ReturnType<typeof factorWrites>

export function factorWrites(db: DatabaseSync, users: Pick<UserWrites, 'endSessions'>) {
  const recovery = recoveryWrites(db)
  return { ...totpWrites(db, recovery), ...passkeyWrites(db, recovery), ...identityWrites(db), ...dropAll(db, recovery, users) }
}

type Recovery = ReturnType<typeof recoveryWrites>

function recoveryWrites(db: DatabaseSync) {
  const drop = db.prepare('DELETE FROM recovery_codes WHERE user_id = ?')
  const add = db.prepare('INSERT INTO recovery_codes (hash, user_id) VALUES (?, ?)')
  const useCode = db.prepare('DELETE FROM recovery_codes WHERE user_id = ? AND hash = ?')
  const dropOrphans = db.prepare(
    `DELETE FROM recovery_codes WHERE user_id = ?1 AND NOT EXISTS (SELECT 1 FROM totp_factors WHERE user_id = ?1)
     AND NOT EXISTS (SELECT 1 FROM passkeys WHERE user_id = ?1)`,
  )
  return {
    setRecoveryCodes(user: UserId, hashes: readonly string[]): void {
      drop.run(user)
      for (const hash of hashes) add.run(hash, user)
    },
    useRecoveryCode: (user: UserId, hash: string): boolean => Number(useCode.run(user, hash).changes) > 0,
    /** Recovery codes without a factor would stand for nothing. */
    forgetCodes: (user: UserId): void => void dropOrphans.run(user),
  }
}

function totpWrites(db: DatabaseSync, { setRecoveryCodes, useRecoveryCode, forgetCodes }: Recovery) {
  const put = db.prepare('INSERT OR REPLACE INTO totp_factors (user_id, sealed_secret, last_step) VALUES (?, ?, ?)')
  const use = db.prepare('UPDATE totp_factors SET last_step = ? WHERE user_id = ? AND last_step < ?')
  const drop = db.prepare('DELETE FROM totp_factors WHERE user_id = ?')
  return {
    setTotp(user: UserId, { sealedSecret, lastStep }: TotpFactor, recoveryHashes: readonly string[] | null): void {
      put.run(user, sealedSecret, lastStep)
      if (recoveryHashes !== null) setRecoveryCodes(user, recoveryHashes)
    },
    useTotpStep: (user: UserId, step: number): boolean => Number(use.run(step, user, step).changes) > 0,
    removeTotp(user: UserId): boolean {
      const removed = Number(drop.run(user).changes) > 0
      forgetCodes(user)
      return removed
    },
    setRecoveryCodes,
    useRecoveryCode,
  }
}

function dropAll(db: DatabaseSync, { forgetCodes }: Recovery, { endSessions }: Pick<UserWrites, 'endSessions'>) {
  const dropTotp = db.prepare('DELETE FROM totp_factors WHERE user_id = ?')
  const dropPasskeys = db.prepare('DELETE FROM passkeys WHERE user_id = ?')
  const dropIdentities = db.prepare('DELETE FROM identities WHERE user_id = ?')
  const endChallenges = challengeEnds(db)
  return {
    dropFactors(user: UserId, { identities }: { readonly identities: boolean }): boolean {
      const elsewhere = identities ? Number(dropIdentities.run(user).changes) : 0
      const changes = Number(dropTotp.run(user).changes) + Number(dropPasskeys.run(user).changes) + elsewhere
      if (changes === 0) return false
      forgetCodes(user)
      endSessions(user, null)
      endChallenges(user)
      return true
    },
  }
}

function passkeyWrites(db: DatabaseSync, { setRecoveryCodes, forgetCodes }: Recovery) {
  const add = db.prepare(
    'INSERT OR IGNORE INTO passkeys (id, user_id, public_key, counter, name, transports, created_at_ms, used_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const use = db.prepare('UPDATE passkeys SET counter = ?, used_at_ms = ? WHERE id = ? AND (counter < ? OR (counter = 0 AND ? = 0))')
  const drop = db.prepare('DELETE FROM passkeys WHERE user_id = ? AND id = ?')
  return {
    addPasskey(
      { id, userId, publicKey, counter, name, transports, createdAtMs, usedAtMs }: Passkey,
      recoveryHashes: readonly string[] | null,
    ): boolean {
      const added = add.run(id, userId, publicKey, counter, name, JSON.stringify(transports), createdAtMs, usedAtMs)
      if (Number(added.changes) === 0) return false
      if (recoveryHashes !== null) setRecoveryCodes(userId, recoveryHashes)
      return true
    },
    usePasskey: (id: string, counter: number, nowMs: number): boolean => Number(use.run(counter, nowMs, id, counter, counter).changes) > 0,
    removePasskey(user: UserId, id: string): boolean {
      const removed = Number(drop.run(user, id).changes) > 0
      forgetCodes(user)
      return removed
    },
  }
}

function identityWrites(db: DatabaseSync) {
  const link = db.prepare('INSERT OR IGNORE INTO identities (issuer, subject, user_id, created_at_ms) VALUES (?, ?, ?, ?)')
  const unlink = db.prepare('DELETE FROM identities WHERE user_id = ? AND issuer = ?')
  const endChallenges = challengeEnds(db)
  return {
    linkIdentity: ({ issuer, subject, userId, createdAtMs }: Identity): boolean =>
      Number(link.run(issuer, subject, userId, createdAtMs).changes) > 0,
    unlinkIdentity(user: UserId, issuer: string): boolean {
      if (Number(unlink.run(user, issuer).changes) === 0) return false
      endChallenges(user)
      return true
    },
  }
}

export function factorReads(db: DatabaseSync) {
  const totp = db.prepare('SELECT sealed_secret, last_step FROM totp_factors WHERE user_id = ?')
  const codes = db.prepare('SELECT count(*) AS n FROM recovery_codes WHERE user_id = ?')
  const passkey = db.prepare('SELECT * FROM passkeys WHERE id = ?')
  const passkeys = db.prepare('SELECT * FROM passkeys WHERE user_id = ? ORDER BY created_at_ms, id')
  const identity = db.prepare('SELECT user_id FROM identities WHERE issuer = ? AND subject = ?')
  const identities = db.prepare('SELECT issuer, subject, user_id, created_at_ms FROM identities WHERE user_id = ? ORDER BY issuer, subject')
  return {
    factorsOf(user: UserId): Factors {
      const row = totp.get(user)
      return {
        totp: row === undefined ? null : { sealedSecret: row['sealed_secret'] as Uint8Array, lastStep: row['last_step'] as number },
        passkeys: passkeys.all(user).map(passkeyOf),
        recoveryCodesLeft: Number(codes.get(user)?.['n']),
      }
    },
    findPasskey(id: string): Passkey | undefined {
      const row = passkey.get(id)
      return row === undefined ? undefined : passkeyOf(row)
    },
    findIdentity: (issuer: string, subject: string): UserId | undefined => identity.get(issuer, subject)?.['user_id'] as UserId | undefined,
    listIdentities: (user: UserId): readonly Identity[] =>
      identities.all(user).map((row) => ({
        issuer: row['issuer'] as string,
        subject: row['subject'] as string,
        userId: row['user_id'] as UserId,
        createdAtMs: row['created_at_ms'] as number,
      })),
  }
}

function passkeyOf(row: Record<string, unknown>): Passkey {
  return {
    id: row['id'] as string,
    userId: row['user_id'] as UserId,
    publicKey: row['public_key'] as Uint8Array,
    counter: row['counter'] as number,
    name: row['name'] as string,
    transports: JSON.parse(row['transports'] as string) as readonly string[],
    createdAtMs: row['created_at_ms'] as number,
    usedAtMs: row['used_at_ms'] as number | null,
  }
}
