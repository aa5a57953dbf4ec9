// What is typed into the form of an alert, and what is sent.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyAlertDraft, readAlertDraft } from './alert-draft.ts'

test('only the condition that was chosen is sent, with the ways that were named', () => {
  const cases = [
    [{ email: ' a@b.c ' }, { input: { balance_below_usd: '5', email: 'a@b.c' } }],
    [
      { condition: 'budget', keyId: 'key_1', webhook: 'https://x' },
      { input: { budget_percent: 80, key_id: 'key_1', webhook_url: 'https://x' } },
    ],
    [{ condition: 'budget', percent: '101' }, { wrong: 'A whole number from 1 to 100.' }],
    [{ condition: 'budget', percent: '0' }, { wrong: 'A whole number from 1 to 100.' }],
    [{ condition: 'budget', percent: '8.5' }, { wrong: 'A whole number from 1 to 100.' }],
  ] as const
  for (const [change, expected] of cases) assert.deepEqual(readAlertDraft({ ...emptyAlertDraft, ...change }), expected)
  assert.ok('wrong' in readAlertDraft({ ...emptyAlertDraft, usd: '-1' }))
})
