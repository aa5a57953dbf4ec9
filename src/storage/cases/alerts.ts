// The case list of the alerts port. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Delivery, NewAlert } from '../../ledger/alert-store.ts'
import type { Store } from '../store.ts'
import { ann, annKey, bob, furnish, type OpenStore, startMs } from './scene.ts'

const way = { email: 'ann@example.com', webhookUrl: null, createdAtMs: startMs }
const low: NewAlert = { id: 'alr_1', accountId: ann, condition: { kind: 'balance', belowNano: 5_000n }, ...way }
const spent: NewAlert = { id: 'alr_2', accountId: ann, condition: { kind: 'budget', keyId: annKey, percent: 80 }, ...way }

function delivery(id: string, change: Partial<Delivery> = {}): Delivery {
  const sent = { state: 'waiting', attempts: 0, nextAtMs: startMs, lastResult: null } as const
  const what = { channel: 'email', target: 'ann@example.com', body: '{}', createdAtMs: startMs } as const
  return { id, alertId: 'alr_1', accountId: ann, ...what, ...sent, ...change }
}

export function alertCases(name: string, open: OpenStore): void {
  const story = (sentence: string, body: (store: Store) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const store = await open()
      try {
        await furnish(store, 0n)
        assert.equal(await store.createAlert(low, 2), true)
        assert.equal(await store.createAlert(spent, 2), true)
        await body(store)
      } finally {
        await store.close()
      }
    })
  }

  story('alerts come back as they were made, up to the most an account may have', async (store) => {
    const kept = [low, spent].map((alert) => ({ ...alert, firedAtMs: null }))
    assert.deepEqual(await store.listAlerts(ann), kept)
    assert.deepEqual(await store.allAlerts(), kept)
    assert.deepEqual(await store.listAlerts(bob), [])
    assert.equal(await store.createAlert({ ...low, id: 'alr_3' }, 2), false)
    assert.equal(await store.deleteAlert(bob, 'alr_1'), false)
    assert.equal(await store.deleteAlert(ann, 'alr_1'), true)
    assert.equal(await store.createAlert({ ...low, id: 'alr_3' }, 2), true)
  })

  story('an alert fires once together with its messages, until it is armed again', async (store) => {
    const tries = await Promise.all([1, 2, 3].map((turn) => store.fireAlert('alr_1', startMs + turn, [delivery(`dlv_${turn}`)])))
    assert.equal(tries.filter(Boolean).length, 1)
    assert.equal((await store.dueDeliveries(startMs, 10)).length, 1)
    assert.ok((await store.listAlerts(ann))[0]?.firedAtMs)
    await store.rearmAlert('alr_1')
    assert.equal(await store.fireAlert('alr_1', startMs + 9, [delivery('dlv_9')]), true)
    assert.equal(await store.fireAlert('alr_x', startMs, [delivery('dlv_x')]), false)
    const log = await store.listDeliveries(ann, 'alr_1', { limit: 10, after: null })
    assert.deepEqual([log.length, log[0]], [2, delivery('dlv_9')])
    assert.deepEqual(await store.listDeliveries(bob, 'alr_1', { limit: 10, after: null }), [])
  })

  story('a message waits for its time, and is due no more once it is delivered or given up', async (store) => {
    const ids = async (nowMs: number): Promise<string[]> => (await store.dueDeliveries(nowMs, 2)).map(({ id }) => id)
    await store.addDeliveries(['dlv_1', 'dlv_2', 'dlv_3'].map((id, at) => delivery(id, { nextAtMs: startMs + at })))
    assert.deepEqual(await ids(startMs), ['dlv_1'])
    assert.deepEqual(await ids(startMs + 5), ['dlv_1', 'dlv_2'])
    const ended = { attempts: 1, nextAtMs: startMs + 10, lastResult: 'timeout' } as const
    await store.endTry({ id: 'dlv_1', state: 'waiting', ...ended })
    await store.endTry({ id: 'dlv_2', state: 'failed', ...ended })
    assert.deepEqual(await ids(startMs + 5), ['dlv_3'])
    assert.deepEqual(await ids(startMs + 10), ['dlv_3', 'dlv_1'])
    assert.deepEqual((await store.listDeliveries(ann, 'alr_1', { limit: 10, after: null })).at(-1), { ...delivery('dlv_1'), ...ended })
    await store.deleteAlert(ann, 'alr_1')
    assert.deepEqual(await ids(startMs + 10), [])
  })
}
