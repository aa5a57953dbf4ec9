// Budgets from the command line to the refusal, beside a running server: of a key, of one model, of a member.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BudgetJson } from '../../src/contract/budget-api.ts'
import type { KeyJson } from '../../src/contract/control-api.ts'
import { startFaultProvider, type FaultProvider } from '../faults/fault-provider.ts'
import { acmeYaml, startRouter, type Router } from './start-router.ts'

let upstream: FaultProvider
let router: Router
before(async () => {
  upstream = await startFaultProvider()
  router = await startRouter({ yaml: acmeYaml(upstream.baseUrl, ['a', 'b']) })
})
after(async () => {
  await router?.[Symbol.asyncDispose]()
  await upstream.close()
})

async function ask(model: string, key: string): Promise<string> {
  const response = await router.chat({ model, messages: [{ role: 'user', content: 'hello' }], max_tokens: 100 }, { key })
  if (response.status === 200) return 'ok'
  const { error } = (await response.json()) as { error: { message: string } }
  return `${response.status} ${error.message}`
}

test('a model budget refuses its model only, a daily one everything, and raising it helps at once', async () => {
  const { key, id } = await router.createKey('--name', 'app', '--model-budget', 'a=0', '--budget-reset', 'daily')
  assert.match(
    await ask('a', key),
    /^402 The daily budget of this key on the model `a` cannot cover .* It resets at \d{4}-.*T00:00:00\.000Z\./,
  )
  assert.equal(await ask('b', key), 'ok')
  const lowered = await router.json<KeyJson>('keys', 'budget', 'app', '--usd', '0', '--model-budget', 'a=5')
  assert.partialDeepStrictEqual(lowered, { id, budget_usd: '0', budget_reset: 'daily', budget_remaining_usd: '0' })
  assert.equal(lowered.model_budgets['a']?.budget_usd, '5')
  assert.match(await ask('b', key), /^402 The daily budget of this key cannot cover/)
  await router.json('keys', 'budget', 'app', '--usd', '5')
  assert.equal(await ask('a', key), 'ok')
  const wrong = await router.cli('keys', 'budget', 'app', '--reset', 'hourly')
  assert.deepEqual([wrong.code, /daily, weekly \(from Monday\), monthly or never/.test(wrong.stderr)], [2, true])
})

test('a budget of a member holds for every key of that member until it is removed', async () => {
  const keys = await Promise.all(['one', 'two'].map((name) => router.createKey('--name', name, '--member', 'mo')))
  const set = await router.json<BudgetJson>('budgets', 'set', '--member', 'mo', '--usd', '0', '--reset', 'monthly')
  for (const { key } of keys) assert.match(await ask('a', key), /^402 The monthly budget of the member whose key this is cannot cover/)
  assert.equal(await ask('a', router.key), 'ok')
  assert.deepEqual(
    (await router.json<BudgetJson[]>('budgets', 'list')).map(({ id }) => id),
    [set.id],
  )
  const misspelt = await router.cli('budgets', 'set', '--member', 'om', '--usd', '5')
  assert.equal(misspelt.code, 0, misspelt.stderr)
  assert.match(misspelt.stderr, /^No key belongs to om; .*mo.* --member om\.$/m)
  await router.json('budgets', 'remove', set.id)
  for (const { key } of keys) assert.equal(await ask('a', key), 'ok')
  assert.equal((await router.cli('budgets', 'remove', set.id)).code, 3)
})
