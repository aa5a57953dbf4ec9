// Management keys, setup links and sessions in memory, by keyed hash. Forgets all when the process ends.
import type { AccessStore, ManagementKey, Session, SetupLink } from '../../keys/access-store.ts'

export function memoryAccess(): AccessStore {
  const keys = new Map<string, ManagementKey>()
  const links = new Map<string, SetupLink>()
  const sessions = new Map<string, Session>()
  return {
    async createManagementKey(key, hash) {
      if (keys.has(hash) || [...keys.values()].some((other) => other.id === key.id))
        throw new Error(`management key ${key.id} exists already`)
      keys.set(hash, key)
    },
    findManagementKeyByHash: async (hash) => keys.get(hash),
    async listManagementKeys(account) {
      const own = [...keys.values()].filter((key) => key.accountId === account)
      return own.sort((a, b) => b.createdAtMs - a.createdAtMs || (a.id < b.id ? 1 : -1))
    },
    async deleteManagementKey(account, id) {
      for (const [hash, key] of keys) {
        if (key.accountId === account && key.id === id) return keys.delete(hash)
      }
      return false
    },
    async createSetupLink(link, hash) {
      for (const [other, { accountId }] of links) if (accountId === link.accountId) links.delete(other)
      links.set(hash, link)
    },
    async redeemSetupLink(linkHash, nowMs, session, sessionHash) {
      const link = links.get(linkHash)
      if (link === undefined || link.expiresAtMs <= nowMs) return undefined
      links.delete(linkHash)
      for (const [hash, { expiresAtMs }] of sessions) if (expiresAtMs <= nowMs) sessions.delete(hash)
      const opened = { accountId: link.accountId, expiresAtMs: session.expiresAtMs }
      sessions.set(sessionHash, opened)
      return opened
    },
    findSessionByHash: async (hash) => sessions.get(hash),
    async deleteSession(hash) {
      sessions.delete(hash)
    },
  }
}
