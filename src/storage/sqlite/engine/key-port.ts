// The port of keys over a writer and a reader, with the cache that keeps look-ups on the main thread. Knows no SQL and no threads.
import type { KeyStore } from '../../../keys/key-store.ts'
import { openKeyCache } from './key-cache.ts'
import type { ReaderClient } from './reader-client.ts'
import type { WriterClient } from './writer-client.ts'

/** Exported for the simulation too, which runs writer and reader on one thread. */
export function keyPort(
  writer: WriterClient,
  reader: ReaderClient,
  cache = openKeyCache((hash) => reader.call('findKeyByHash', hash)),
): KeyStore {
  return {
    findKeyByHash: (hash) => cache.find(hash),
    async createKey(key, hash, sealedSecret) {
      // A copy: cloning a slice of a pooled buffer would carry its neighbours to the other thread.
      await writer.call('createKey', key, hash, sealedSecret === null ? null : new Uint8Array(sealedSecret))
      cache.changed(key.id)
    },
    listKeys: (account, page) => reader.call('listKeys', account, page),
    getSealedSecret: (account, id) => reader.call('getSealedSecret', account, id),
    getKey: (account, id) => reader.call('getKey', account, id),
    async changeKey(account, id, change) {
      const changed = await writer.call('changeKey', account, id, change)
      cache.changed(id)
      return changed
    },
    async rotateKey(account, id, next) {
      const sealedSecret = next.sealedSecret === null ? null : new Uint8Array(next.sealedSecret)
      const rotated = await writer.call('rotateKey', account, id, { ...next, sealedSecret })
      cache.changed(id)
      return rotated
    },
    async deleteKey(account, id) {
      const deleted = await writer.call('deleteKey', account, id)
      cache.changed(id)
      return deleted
    },
  }
}
