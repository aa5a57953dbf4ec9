// The ports of alerts, those of accounts and those of the server, over a writer and a reader. Knows no SQL.
import type { AlertStore } from '../../../ledger/alert-store.ts'
import type { ServerAlertStore } from '../../../ledger/server-alert-store.ts'
import type { ReaderClient } from './reader-client.ts'
import type { WriterClient } from './writer-client.ts'

export function alertPort(writer: WriterClient, reader: ReaderClient): AlertStore & ServerAlertStore {
  return {
    createAlert: (alert, max) => writer.call('createAlert', alert, max),
    listAlerts: (account) => reader.call('listAlerts', account),
    allAlerts: () => reader.call('allAlerts'),
    deleteAlert: (account, id) => writer.call('deleteAlert', account, id),
    fireAlert: (id, atMs, deliveries) => writer.call('fireAlert', id, atMs, deliveries),
    rearmAlert: (id) => writer.call('rearmAlert', id),
    addDeliveries: (deliveries) => writer.call('addDeliveries', deliveries),
    dueDeliveries: (nowMs, limit) => reader.call('dueDeliveries', nowMs, limit),
    endTry: (ended) => writer.call('endTry', ended),
    listDeliveries: (account, alertId, page) => reader.call('listDeliveries', account, alertId, page),
    raiseServerAlert: (raised, id) => writer.call('raiseServerAlert', raised, id),
    listServerAlerts: (limit) => reader.call('listServerAlerts', limit),
    closeServerAlert: (id, atMs) => writer.call('closeServerAlert', id, atMs),
  }
}
