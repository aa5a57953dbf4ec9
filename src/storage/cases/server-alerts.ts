// The case list of the port for alerts of the server. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { doneServerAlertsKept } from '../../ledger/server-alert-store.ts'
import { type OpenStore, startMs } from './scene.ts'

export function serverAlertCases(name: string, open: OpenStore): void {
  test(`${name}: an open alert counts its repetitions; once it is done the next one is new`, async () => {
    const store = await open()
    try {
      const raise = (at: number, id: string, subject = 'acme/m1') =>
        store.raiseServerAlert({ kind: 'offer_set_aside', subject, says: `at ${at}`, atMs: startMs + at }, id)
      await raise(1, 'sal_1')
      await raise(2, 'sal_2')
      await raise(3, 'sal_3', 'acme/m2')
      const shown = async () => (await store.listServerAlerts(10)).map(({ id, says, count, doneMs }) => [id, says, count, doneMs])
      assert.deepEqual(await shown(), [
        ['sal_3', 'at 3', 1, null],
        ['sal_1', 'at 2', 2, null],
      ])
      assert.equal(await store.closeServerAlert('sal_1', startMs + 9), true)
      assert.equal(await store.closeServerAlert('sal_1', startMs + 9), false)
      assert.equal(await store.closeServerAlert('sal_2', startMs + 9), false)
      await raise(4, 'sal_4')
      assert.deepEqual(await shown(), [
        ['sal_4', 'at 4', 1, null],
        ['sal_3', 'at 3', 1, null],
        ['sal_1', 'at 2', 2, startMs + 9],
      ])
    } finally {
      await store.close()
    }
  })

  test(`${name}: what is done is kept for a while, what is open stays`, async () => {
    const store = await open()
    try {
      const times = Array.from({ length: doneServerAlertsKept + 3 }, (_, at) => at)
      const raised = times.map((at) =>
        store.raiseServerAlert({ kind: 'books_wrong', subject: `s${at}`, says: '', atMs: startMs + at }, `sal_${at}`),
      )
      await Promise.all(raised)
      await Promise.all(times.map((at) => store.closeServerAlert(`sal_${at}`, startMs + at)))
      await store.raiseServerAlert({ kind: 'books_wrong', subject: 's', says: '', atMs: startMs }, 'sal_open')
      const all = await store.listServerAlerts(10_000)
      assert.equal(all[0]?.id, 'sal_open')
      assert.equal(all.length, doneServerAlertsKept + 1)
    } finally {
      await store.close()
    }
  })
}
