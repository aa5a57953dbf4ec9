// The ports of connected providers, published models and probes over a writer and a reader. Knows no SQL.
import type { ConnectionStore, StoredCredential } from '../../../catalog/connection-store.ts'
import type { VerificationStore } from '../../../catalog/verification-store.ts'
import type { ReaderClient } from './reader-client.ts'
import type { WriterClient } from './writer-client.ts'

export function connectionPort(writer: WriterClient, reader: ReaderClient): ConnectionStore & VerificationStore {
  // A copy: a view of somebody's larger buffer would travel with all of it.
  const apart = (credential: StoredCredential): StoredCredential => ({ ...credential, sealed: new Uint8Array(credential.sealed) })
  return {
    listProviders: () => reader.call('listProviders'),
    putProvider: (provider, credentials) => writer.call('putProvider', provider, credentials.map(apart)),
    putProviderElsewhere: (provider) => writer.call('putProviderElsewhere', provider),
    deleteProvider: (id) => writer.call('deleteProvider', id),
    listCredentials: () => reader.call('listCredentials'),
    putCredential: (credential) => writer.call('putCredential', apart(credential)),
    changeCredential: (id, change) => writer.call('changeCredential', id, change),
    deleteCredential: (id) => writer.call('deleteCredential', id),
    listModels: () => reader.call('listModels'),
    putModel: (model) => writer.call('putModel', model),
    deleteModel: (id) => writer.call('deleteModel', id),
    addProbe: (result) => writer.call('addProbe', result),
    latestProbes: () => reader.call('latestProbes'),
    probeCostSince: (atMs) => reader.call('probeCostSince', atMs),
  }
}
