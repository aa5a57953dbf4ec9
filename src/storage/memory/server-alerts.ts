// Alerts of the server in memory: the reference model. Forgets all when the process ends.
import { doneServerAlertsKept, type ServerAlert, type ServerAlertStore } from '../../ledger/server-alert-store.ts'

export function memoryServerAlerts(): ServerAlertStore {
  const alerts = new Map<string, ServerAlert>()
  const newestFirst = (a: ServerAlert, b: ServerAlert): number =>
    Number(a.doneMs !== null) - Number(b.doneMs !== null) || b.lastMs - a.lastMs || (a.id < b.id ? 1 : -1)
  return {
    async raiseServerAlert({ kind, subject, says, atMs }, id) {
      const open = [...alerts.values()].find((one) => one.doneMs === null && one.kind === kind && one.subject === subject)
      if (open !== undefined) return void alerts.set(open.id, { ...open, says, lastMs: atMs, count: open.count + 1 })
      alerts.set(id, { id, kind, subject, says, firstMs: atMs, lastMs: atMs, count: 1, doneMs: null })
      const done = [...alerts.values()].filter((one) => one.doneMs !== null).sort((a, b) => (b.doneMs ?? 0) - (a.doneMs ?? 0))
      for (const old of done.slice(doneServerAlertsKept)) alerts.delete(old.id)
    },
    async listServerAlerts(limit) {
      return [...alerts.values()].sort(newestFirst).slice(0, limit)
    },
    async closeServerAlert(id, atMs) {
      const found = alerts.get(id)
      if (found === undefined || found.doneMs !== null) return false
      alerts.set(id, { ...found, doneMs: atMs })
      return true
    },
  }
}
