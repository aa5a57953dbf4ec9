// Alerts and their messages in memory: the reference model. Forgets all when the process ends.
import type { Alert, AlertStore, Delivery } from '../../ledger/alert-store.ts'

export function memoryAlerts(): AlertStore {
  const alerts = new Map<string, Alert>()
  const deliveries = new Map<string, Delivery>()
  const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1)
  return {
    async createAlert(alert, max) {
      if ([...alerts.values()].filter((one) => one.accountId === alert.accountId).length >= max) return false
      alerts.set(alert.id, { ...alert, firedAtMs: null })
      return true
    },
    listAlerts: async (account) => [...alerts.values()].filter((one) => one.accountId === account).sort(byId),
    allAlerts: async () => [...alerts.values()].sort(byId),
    async deleteAlert(account, id) {
      if (alerts.get(id)?.accountId !== account) return false
      for (const one of deliveries.values()) if (one.alertId === id) deliveries.delete(one.id)
      return alerts.delete(id)
    },
    async fireAlert(id, atMs, sent) {
      const alert = alerts.get(id)
      if (alert === undefined || alert.firedAtMs !== null) return false
      alerts.set(id, { ...alert, firedAtMs: atMs })
      for (const one of sent) deliveries.set(one.id, one)
      return true
    },
    async rearmAlert(id) {
      const alert = alerts.get(id)
      if (alert !== undefined) alerts.set(id, { ...alert, firedAtMs: null })
    },
    async addDeliveries(sent) {
      for (const one of sent) deliveries.set(one.id, one)
    },
    async dueDeliveries(nowMs, limit) {
      const due = [...deliveries.values()].filter((one) => one.state === 'waiting' && one.nextAtMs <= nowMs)
      return due.sort((a, b) => a.nextAtMs - b.nextAtMs || byId(a, b)).slice(0, limit)
    },
    async endTry(ended) {
      const one = deliveries.get(ended.id)
      if (one !== undefined) deliveries.set(one.id, { ...one, ...ended })
    },
    async listDeliveries(account, alertId, { limit, after }) {
      const own = [...deliveries.values()].filter((one) => one.accountId === account && one.alertId === alertId)
      const behind = after === null ? own : own.filter(({ id }) => id < after)
      return behind.sort((a, b) => byId(b, a)).slice(0, limit)
    },
  }
}
