// Connected providers, their sealed credentials and published models in memory: the reference model. Forgets all when the process ends.
import type { ConnectionStore, StoredCredential, StoredModel, StoredProvider } from '../../catalog/connection-store.ts'

export function memoryConnections(): ConnectionStore {
  const providers = new Map<string, StoredProvider>()
  const credentials = new Map<string, StoredCredential>()
  const models = new Map<string, StoredModel>()
  const byAge = (a: { id: string; createdAtMs: number }, b: { id: string; createdAtMs: number }): number =>
    a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1)
  const forgetCredentials = (provider: string): void => {
    for (const one of credentials.values()) if (one.provider === provider) credentials.delete(one.id)
  }
  const put = <Entry extends StoredProvider>(into: Map<string, Entry>, entry: Entry): void => {
    into.set(entry.id, { ...entry, createdAtMs: into.get(entry.id)?.createdAtMs ?? entry.createdAtMs })
  }
  const add = (credential: StoredCredential): boolean => {
    for (const { provider, name } of credentials.values()) if (provider === credential.provider && name === credential.name) return false
    credentials.set(credential.id, credential)
    return true
  }
  return {
    listProviders: async () => [...providers.values()].sort(byAge),
    async putProvider(provider, first) {
      put(providers, provider)
      for (const credential of first) add(credential)
    },
    async putProviderElsewhere(provider) {
      put(providers, provider)
      forgetCredentials(provider.id)
    },
    async deleteProvider(id) {
      forgetCredentials(id)
      return providers.delete(id)
    },
    listCredentials: async () =>
      [...credentials.values()].sort((a, b) => (a.provider === b.provider ? byAge(a, b) : a.provider < b.provider ? -1 : 1)),
    putCredential: async (credential) => add(credential),
    async changeCredential(id, change) {
      const known = credentials.get(id)
      if (known === undefined || (change.weight === undefined && change.disabledAtMs === undefined)) return false
      credentials.set(id, { ...known, ...change })
      return true
    },
    deleteCredential: async (id) => credentials.delete(id),
    listModels: async () => [...models.values()].sort(byAge),
    putModel: async (model) => put(models, model),
    deleteModel: async (id) => models.delete(id),
  }
}
