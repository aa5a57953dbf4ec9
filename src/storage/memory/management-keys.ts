// Management keys in memory, by keyed hash. Forgets all when the process ends.
import type { ManagementKey, ManagementKeyStore } from '../../keys/management-key-store.ts'

export function memoryManagementKeys(): ManagementKeyStore {
  const keys = new Map<string, ManagementKey>()
  return {
    async createManagementKey(key, hash) {
      if (keys.has(hash) || [...keys.values()].some((other) => other.id === key.id))
        throw new Error(`management key ${key.id} exists already`)
      keys.set(hash, key)
    },
    findManagementKeyByHash: async (hash) => keys.get(hash),
    hasManagementKey: async (id) => [...keys.values()].some((key) => key.id === id),
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
  }
}
