// The audit log in memory, and a store whose writes carry an entry. Forgets all when the process ends.
import { type AuditEntry, type AuditNote, auditHash, auditStart, type DoneRequest } from '../../access/audit.ts'
import type { AuditLogStore } from '../../access/audit-log-store.ts'
import type { Store } from '../store.ts'

export function memoryAudit(): AuditLogStore {
  const entries: AuditEntry[] = []
  return {
    async appendAudit(draft) {
      const entry = { ...draft, sequence: entries.length + 1 }
      entries.push({ ...entry, hash: auditHash(entries.at(-1)?.hash ?? auditStart, entry) })
    },
    async listAudit(account, { action, actor, target, fromMs, untilMs }, limit, before) {
      const found = entries.filter(
        (entry) =>
          (account === null || entry.accountId === account) &&
          (before === null || entry.sequence < before) &&
          (action === undefined || entry.action === action) &&
          (actor === undefined || entry.actor === actor) &&
          (target === undefined || entry.target === target) &&
          (fromMs === undefined || entry.atMs >= fromMs) &&
          (untilMs === undefined || entry.atMs < untilMs),
      )
      return found.reverse().slice(0, limit)
    },
    verifyAudit: async () => ({ entries: entries.length, head: entries.at(-1)?.hash ?? auditStart, firstBreak: null }),
  }
}

/** Writes whose plain `undefined` says that they were done; of the others it says that there was nothing to do. */
const silent = /^(create|open|publish)/
const writes =
  /^(create|add|drop|change|delete|redeem|set|open|rotate|end|remove|rename|sign|accept|credit|adjust|publish|put|take|link|unlink)/

/** The store, with an entry beside the first write that did something. */
export function auditedMemory(store: Store, note: AuditNote, markDone: (done: DoneRequest) => void): Store {
  return new Proxy(store, {
    get(target, name: keyof Store) {
      const method = target[name] as (...args: unknown[]) => unknown
      if (!writes.test(name)) return method
      return async (...args: unknown[]) => {
        const value = await method(...args)
        const idle =
          value === false || value === 0 || value === 'unknown' || value === 'last_owner' || (value === undefined && !silent.test(name))
        if (!idle && !note.written) {
          note.written = true
          await target.appendAudit(note.draft)
          if (note.done !== undefined) markDone(note.done)
        }
        return value
      }
    },
  })
}
