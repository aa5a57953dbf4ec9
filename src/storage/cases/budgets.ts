// The case list of budgets that reset, and of budgets on models, members and accounts. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId, type BudgetId, type MemberId, type ModelId } from '../../contract/ids.ts'
import type { Store } from '../store.ts'
import { playBudgets, secondKey } from './play-budgets.ts'
import { ann, type annKey, bob, furnish, keyOf, type OpenStore } from './scene.ts'

/** Played by play-budgets.ts, which says what the columns mean. */
const tables: Readonly<Record<string, string>> = {
  'a daily budget begins anew at midnight': `
    0   budget _  100/daily ok
    0   hold   h1 100 ok:100
    0   settle h1  70 ok
    15  hold   h2  31 key/daily/16
    15  hold   h2  30 ok:30
    16  hold   h3 101 key/daily/40
    16  hold   h3 100 ok:100
    16  shows  _    _ 0+100
  `,
  'a hold belongs to the window in which it was reserved: its charge and its extensions too': `
    0   budget _  100/daily ok
    15  hold   h1  60 ok:60
    16  hold   h2  90 ok:90
    17  extend h1  41 key/daily/16
    17  extend h1  40 ok:100
    17  shows  _    _ 0+90
    18  settle h1  95 ok
    18  shows  _    _ 0+90
    18  extend h2  11 key/daily/40
    18  extend h2  10 ok:100
    19  settle h2  80 ok
    19  shows  _    _ 80+0
  `,
  'a limit that is changed while requests run holds in every window': `
    0   budget _  100/daily ok
    15  hold   h1  60 ok:60
    16  hold   h2  60 ok:60
    16  budget _   70/daily ok
    16  extend h1  11 key/daily/16
    16  extend h2  11 key/daily/40
    16  extend h2  10 ok:70
    16  budget _   50/daily ok
    16  hold   h3   1 key/daily/40
    16  budget _  200/daily ok
    16  extend h1 140 ok:200
    16  hold   h3 130 ok:130
    16  shows  _    _ 0+200
  `,
  'a hold that may fall back counts in the budgets of all its models, its charge in that of the one that answered': `
    0   budget _  500/daily ok
    0   model  a   50 ok
    0   model  b  100 ok
    0   hold   h1/a|b 60 key/a/daily/16
    0   hold   h2/a|b 40 ok:40
    0   shows  _    _ 0+40 a:0+40 b:0+40
    1   settle h2/b 30 ok
    1   shows  _    _ 30+0 a:0+0 b:30+0
    1   hold   h3/a|b 40 ok:40
    1   settle h3/a 20 ok
    1   shows  _    _ 50+0 a:20+0 b:30+0
  `,
  'a free hold of a past window still has its limit': `
    0   budget _   10/daily ok
    0   hold   h1   0 ok:0
    16  hold   h2   5 ok:5
    17  extend h1  11 key/daily/16
    17  extend h1  10 ok:10
    17  settle h1  10 ok
    17  shows  _    _ 0+5
  `,
  'a clock that is set back does not open an earlier window again': `
    0   budget _  100/daily ok
    0   hold   h1  70 ok:70
    40  hold   h2  60 ok:60
    0   hold   h3  41 key/daily/64
    0   hold   h3  40 ok:40
    0   settle h1  70 ok
    41  settle h3  10 ok
    41  shows  _    _ 10+60
    64  hold   h4 100 ok:100
  `,
  'a refused request opens no window': `
    0   budget _  100/daily ok
    0   hold   h1  70 ok:70
    40  hold   h2 101 key/daily/64
    0   hold   h3  31 key/daily/16
    0   shows  _    _ 0+70
  `,
  'weeks begin on Monday, months on the first': `
    0   budget _  100/weekly ok
    0   hold   h1 100 ok:100
    63  hold   h2   1 key/weekly/64
    64  hold   h2 100 ok:100
    64  budget _  150/monthly ok
    64  shows  _    _ 0+200
    64  hold   h3   1 key/monthly/400
    400 hold   h4 150 ok:150
    400 hold   h5   1 key/monthly/1072
  `,
  'another reset counts from 0, with everything that runs': `
    0   budget _  100/daily ok
    0   hold   h1  50 ok:50
    0   hold   h2  50 ok:50
    0   settle h1  50 ok
    0   budget _   60/weekly ok
    0   shows  _    _ 0+50
    1   hold   h3  11 key/weekly/64
    1   hold   h3  10 ok:10
    1   settle h2  45 ok
    1   shows  _    _ 45+10
    1   budget _   60/monthly ok
    1   budget _   60/weekly ok
    1   shows  _    _ 0+10
  `,
  'a budget that resets is put on a key whose requests run: they count, each in its window': `
    0   hold   h1  50 ok:50
    16  hold   h2  30 ok:30
    16  budget _   40/daily ok
    16  shows  _    _ 0+30
    16  hold   h3  11 key/daily/40
    16  extend h1   1 key/daily/16
    16  extend h2  10 ok:40
    17  settle h1  50 ok
    17  settle h2  35 ok
    17  shows  _    _ 35+0
  `,
  'a budget over the life of a key counts all that was ever spent, whatever budgets there were meanwhile': `
    0   budget _  100 ok
    0   hold   h1  60 ok:60
    0   settle h1  60 ok
    0   budget _   50/daily ok
    0   hold   h2  50 ok:50
    0   settle h2  20 ok
    0   budget _  100 ok
    0   hold   h3  21 key/never/never
    0   hold   h3  20 ok:20
    0   budget _ none ok
    0   hold   h4  99 ok:99
  `,
  'a budget that is removed lets go at once, and its requests end as ever': `
    0   budget _   50/daily ok
    0   hold   h1  50 ok:50
    0   budget _ none/daily ok
    0   extend h1  10 ok:60
    0   hold   h2 100 ok:100
    16  settle h1  60 ok
    16  budget _   50/daily ok
    16  shows  _    _ 0+100
  `,
  'a budget on one model leaves the others alone, and both budgets hold': `
    0   model  a   30 ok
    0   budget _  100/daily ok
    0   hold   h1/a 31 key/a/daily/16
    0   hold   h1/a 30 ok:30
    0   hold   h2/b 71 key/daily/16
    0   hold   h2/b 70 ok:70
    0   settle h1  10 ok
    0   shows  _    _ 10+70 a:10+0
    0   hold   h3/a 21 key/daily/16
    0   model  a   15 ok
    0   hold   h3/a  6 key/a/daily/16
    16  hold   h3/a 15 ok:15
    16  shows  _    _ 0+15 a:0+15
  `,
  'a budget on a model resets with the key, and never when the key does not': `
    0   model  a   30 ok
    0   hold   h1/a 30 ok:30
    0   settle h1  30 ok
    900 hold   h2/a  1 key/a/never/never
    900 shows  _    _ - a:30+0
    900 model  a none ok
    900 hold   h2/a  1 ok:1
    900 shows  _    _ -
  `,
  'a budget of a member covers all keys of that member, and nobody else': `
    0   hold   h0  10 ok:10
    0   member mo 100/monthly ok
    0   owner  _   mo ok
    0   hold   h1  40 ok:40
    0   second h2  61 member/monthly/400
    0   second h2  60 ok:60
    0   hold   h3   1 member/monthly/400
    0   settles h2 50 ok
    0   says   mo   _ 50+40
    0   owner  _ none ok
    0   hold   h4 500 ok:500
    0   extend h1  11 member/monthly/400
    0   extend h1  10 ok:50
    400 second h5 100 ok:100
    400 says   mo   _ 0+100
  `,
  'a budget of a member begins with what that member runs': `
    0   hold   h1  40 ok:40
    0   second h2  60 ok:60
    0   member mo 100 ok
    0   says   mo   _ 0+60
    0   second h3  41 member/never/never
    0   member mo  90 ok
    0   second h3  31 member/never/never
    0   second h3  30 ok:30
    0   member mo none ok
    0   second h4 500 ok:500
  `,
  'budgets of the account and of its models cover every key': `
    0   account _ 100/weekly ok
    0   account a  50/daily ok
    0   hold   h1/a 51 account/a/daily/16
    0   hold   h1/a 50 ok:50
    0   second h2/b 51 account/weekly/64
    0   second h2/b 50 ok:50
    16  hold   h3/a  1 account/weekly/64
    64  hold   h3/a 50 ok:50
  `,
  'a deleted key ends what it runs and leaves no budget behind': `
    0   budget _   50/daily ok
    0   model  a   50 ok
    0   hold   h1/a 40 ok:40
    0   delete _    _ ok
    0   extend h1   1 key_deleted
    16  settle h1  40 ok
  `,
  'recovery charges the window in which a request was reserved': `
    0   budget _  100/daily ok
    0   hold   h1  60 ok:60
    0   hold   h2  30 ok:30
    0   mark   h1  45 ok
    16  recover _   _ ok
    16  shows  _    _ 45+0
    15  hold   h3  56 key/daily/16
    15  hold   h3  55 ok:55
  `,
}

export function budgetCases(name: string, open: OpenStore): void {
  const story = (sentence: string, body: (store: Store) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const store = await open()
      try {
        await furnish(store, 1_000_000n)
        await store.createKey(keyOf({ id: secondKey, memberId: asId<MemberId>('mo') }), 'hash of the second key', null)
        await body(store)
        assert.deepEqual(await store.verify(), [])
      } finally {
        await store.close()
      }
    })
  }
  for (const [sentence, table] of Object.entries(tables)) story(sentence, (store) => playBudgets(store, table))
  ports(story)
}

type Story = (sentence: string, body: (store: Store) => Promise<void>) => void

function ports(story: Story): void {
  story('budgets of an account are set, listed, changed and deleted under it alone', async (store) => {
    const id = asId<BudgetId>('budget_1')
    const budget = { id, accountId: ann, memberId: asId<MemberId>('mo'), model: null, limitNano: 2n ** 60n + 1n, reset: 'weekly' } as const
    assert.deepEqual(await store.setBudget(budget), { ...budget, window: null })
    const again = { ...budget, id: asId<BudgetId>('budget_2'), limitNano: 5n }
    assert.deepEqual(await store.setBudget(again), { ...again, id, window: null })
    const whole = { ...budget, id: asId<BudgetId>('budget_3'), memberId: null, reset: null }
    assert.deepEqual(await store.setBudget(whole), { ...whole, window: null })
    assert.deepEqual(
      (await store.listBudgets(ann)).map((one) => one.id),
      [id, whole.id],
    )
    assert.deepEqual(await store.listBudgets(bob), [])
    assert.equal(await store.setBudget({ ...budget, accountId: bob }), undefined)
    assert.equal(await store.deleteBudget(bob, id), false)
    assert.equal(await store.deleteBudget(ann, id), true)
    assert.equal(await store.deleteBudget(ann, id), false)
  })

  story('a key remembers its budgets, in the order of their models', async (store) => {
    const modelBudgets = [
      { model: asId<ModelId>('b'), limitNano: 2n ** 60n + 1n },
      { model: asId<ModelId>('a'), limitNano: 0n },
    ]
    const id = asId<typeof annKey>('key_third')
    const made = keyOf({ id, budgetNano: 7n, budgetReset: 'weekly', modelBudgets, memberId: asId<MemberId>('mo') })
    await store.createKey(made, 'hash of the third key', null)
    const key = { ...made, modelBudgets: [...modelBudgets].reverse() }
    assert.deepEqual(await store.findKeyByHash('hash of the third key'), key)
    const unspent = { spentNano: 0n, heldNano: 0n, lastUsedAtMs: null, budgetWindow: null, modelWindows: [null, null] }
    assert.deepEqual(await store.getKey(ann, id), { ...key, ...unspent })
    const changed = await store.changeKey(ann, id, { modelBudgets: [], budgetReset: null })
    assert.deepEqual(changed, { ...key, ...unspent, modelBudgets: [], modelWindows: [], budgetReset: null })
  })
}
