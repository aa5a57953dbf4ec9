// Kept responses in memory: the reference model. Forgets all when the process ends.
import type { AccountId } from '../../contract/ids.ts'
import { forgottenPerKeep, keptResponseRowBytes, type KeptResponseRow, type KeptResponseStore } from '../../ledger/kept-response-store.ts'

export function memoryKeptResponses(): KeptResponseStore {
  const allowed = new Set<AccountId>()
  const rows = new Map<string, KeptResponseRow>()
  const nameOf = (account: AccountId, id: string): string => JSON.stringify([account, id])

  function forget(limit: number, which: (row: KeptResponseRow) => boolean): number {
    const oldestFirst = [...rows].filter(([, row]) => which(row)).sort(([, a], [, b]) => a.untilMs - b.untilMs)
    for (const [name] of oldestFirst.slice(0, limit)) rows.delete(name)
    return Math.min(limit, oldestFirst.length)
  }

  const over = (nowMs: number, limit: number): number => forget(limit, ({ untilMs }) => untilMs <= nowMs)
  const bytes = (): number => [...rows.values()].reduce((sum, { sealed }) => sum + keptResponseRowBytes + sealed.length, 0)

  return {
    responseStorage: async (account) => allowed.has(account),
    async setResponseStorage(account, on) {
      const changes = allowed.has(account) !== on
      if (on) allowed.add(account)
      else allowed.delete(account)
      return changes
    },
    async keepResponse(row, nowMs, keptBytesMax) {
      if (!allowed.has(row.accountId)) return false
      rows.set(nameOf(row.accountId, row.id), row)
      const left = forgottenPerKeep - over(nowMs, forgottenPerKeep)
      for (let made = 0; made < left && bytes() > keptBytesMax; made++) forget(1, () => true)
      return true
    },
    async findResponse(account, id, nowMs) {
      const row = rows.get(nameOf(account, id))
      return allowed.has(account) && row !== undefined && row.untilMs > nowMs ? row.sealed : undefined
    },
    async findResponseTo(account, request, nowMs) {
      if (!allowed.has(account)) return undefined
      return [...rows.values()].find((row) => row.accountId === account && row.requestId === request && row.untilMs > nowMs)
    },
    forgetResponse: async (account, id) => rows.delete(nameOf(account, id)),
    forgetResponsesOf: async (account, limit) => forget(limit, ({ accountId }) => accountId === account),
    forgetOldResponses: async (nowMs, limit) => over(nowMs, limit),
  }
}
