// Keys by keyed hash on the main thread, so that a request does not cross a thread to authenticate. Never older than the last change
// that was acknowledged: every change empties its entry before its own promise resolves. Knows no SQL and no secret.
import type { KeyId } from '../../../contract/ids.ts'
import type { Key } from '../../../keys/key.ts'

/** About 10 MB of keys; the least recently used one goes first. */
const keysMax = 10_000

export interface KeyCache {
  /** A promise only where the key has to be looked up. */
  find(hash: string): Promise<Key | undefined> | Key
  /** A key was made, changed or deleted. */
  changed(id: KeyId): void
}

export function openKeyCache(lookUp: (hash: string) => Promise<Key | undefined>): KeyCache {
  const kept = new Map<string, Key>()
  /** Two of one key while a secret from before a rotation still works. */
  const hashes = new Map<KeyId, Set<string>>()
  const asked = new Map<string, Promise<Key | undefined>>()
  // A look-up that began before a change may bring the old key back after it: only one that saw no change is kept.
  let changes = 0

  function keep(hash: string, key: Key): void {
    kept.set(hash, key)
    const known = hashes.get(key.id)
    if (known === undefined) hashes.set(key.id, new Set([hash]))
    else known.add(hash)
    if (kept.size <= keysMax) return
    const [oldest, dropped] = kept.entries().next().value as [string, Key]
    kept.delete(oldest)
    const left = hashes.get(dropped.id)
    left?.delete(oldest)
    if (left?.size === 0) hashes.delete(dropped.id)
  }

  async function fetch(hash: string): Promise<Key | undefined> {
    const before = changes
    try {
      const key = await lookUp(hash)
      if (key !== undefined && changes === before) keep(hash, key)
      return key
    } finally {
      if (changes === before) asked.delete(hash)
    }
  }

  return {
    find(hash) {
      const key = kept.get(hash)
      if (key !== undefined) {
        // The order of use only matters once somebody has to go.
        if (kept.size > keysMax / 2) {
          kept.delete(hash)
          kept.set(hash, key)
        }
        return key
      }
      const running = asked.get(hash)
      if (running !== undefined) return running
      const look = fetch(hash)
      asked.set(hash, look)
      return look
    },
    changed(id) {
      changes += 1
      asked.clear()
      for (const hash of hashes.get(id) ?? []) kept.delete(hash)
      hashes.delete(id)
    },
  }
}
