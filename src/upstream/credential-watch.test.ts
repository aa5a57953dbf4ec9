// A credential goes by our own failing request only, and comes back by our own one that is answered.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCredentialWatch, type ProbeResult } from './credential-watch.ts'

function openWatch(result: ProbeResult) {
  const state = { result, probes: [] as string[], disabled: new Set<string>(), told: [] as string[] }
  const watch = createCredentialWatch({
    probe: async (offer, reason) => {
      state.probes.push(`${offer} ${reason}`)
      return state.result
    },
    siblings: (offer) => (offer.startsWith('acme/') ? ['acme/a', 'acme/b'] : [offer]),
    disable: (offer) => void state.disabled.add(offer),
    forget: (offer) => void state.disabled.delete(offer),
    told: (offers, now, reason) => void state.told.push(`${offers.join()} ${now} ${reason}`),
  })
  const cooled = (offer: string, reason: string): void => watch.cooled(offer, { reason })
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  return { ...watch, state, cooled, settled }
}

test("a caller's refused request alone disables nothing", async () => {
  for (const result of ['accepted', 'unclear'] as const) {
    const { cooled, settled, state } = openWatch(result)
    cooled('acme/b', 'unauthorized')
    await settled()
    assert.deepEqual([[...state.disabled], state.told], [[], []])
  }
})

test('with our own request refused, too, every offer on that credential is disabled, once', async () => {
  const { cooled, settled, state } = openWatch('refused')
  for (const offer of ['acme/b', 'acme/a', 'acme/b']) cooled(offer, 'spend_limit')
  await settled()
  cooled('acme/a', 'spend_limit')
  await settled()
  assert.deepEqual([...state.disabled], ['acme/a', 'acme/b'])
  assert.deepEqual(state.told, ['acme/a,acme/b disabled spend_limit'])
  assert.deepEqual(state.probes, ['acme/a spend_limit'])
})

test('what says nothing of a credential asks nobody', async () => {
  const { cooled, settled, state } = openWatch('refused')
  for (const reason of ['outlier', 'rate_limited', 'overloaded', 'not_found']) cooled('acme/a', reason)
  await settled()
  assert.deepEqual(state.probes, [])
})

test('a disabled credential is asked again, and comes back when it is accepted', async () => {
  const { cooled, settled, sweep, state } = openWatch('refused')
  cooled('beta/x', 'unauthorized')
  await settled()
  await sweep()
  assert.deepEqual([...state.disabled], ['beta/x'])
  state.result = 'accepted'
  await sweep()
  assert.deepEqual([[...state.disabled], state.told.at(-1)], [[], 'beta/x back unauthorized'])
  await sweep()
  assert.equal(state.probes.length, 3, 'what is back is not asked any more')
})
