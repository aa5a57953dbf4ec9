// The stores that every case list runs over. Knows no case.
import { openMemoryStore } from '../memory/open.ts'
import { openSqliteStore } from '../sqlite/open.ts'
import type { OpenStore } from './scene.ts'
import { emptyStoreFolder } from './scratch.ts'

/** Defines the tests of one case list over one store. */
type CaseList = (name: string, open: OpenStore) => void

const stores: readonly [string, OpenStore][] = [
  ['memory', async () => openMemoryStore()],
  // On one thread, as commands use it; what differs with threads of its own has tests beside the store.
  ['sqlite', async () => openSqliteStore({ folder: await emptyStoreFolder(), oneThread: true })],
]

/** As a server uses it. */
export const openThreads: OpenStore = async () => openSqliteStore({ folder: await emptyStoreFolder() })

export function overBothStores(...lists: readonly CaseList[]): void {
  for (const [name, open] of stores) for (const list of lists) list(name, open)
}
