// Whether a credit was made before: the same reference never credits twice, and never loses an amount.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { repeatedCredit } from './credit-rules.ts'

const rows: readonly [string, Parameters<typeof repeatedCredit>, string | null][] = [
  ['nothing before', [{ kind: 'top_up', amountNano: 5n }, []], null],
  ['the same again', [{ kind: 'manual_credit', amountNano: 5n }, [{ own: true, amountNano: 5n }]], 'duplicate'],
  ['another amount', [{ kind: 'manual_credit', amountNano: 5n }, [{ own: true, amountNano: 6n }]], 'conflict'],
  ["somebody else's reference by hand", [{ kind: 'manual_credit', amountNano: 5n }, [{ own: false, amountNano: 5n }]], null],
  ["somebody else's payment", [{ kind: 'top_up', amountNano: 5n }, [{ own: false, amountNano: 5n }]], 'conflict'],
  [
    'own payment among others',
    [
      { kind: 'top_up', amountNano: 5n },
      [
        { own: false, amountNano: 9n },
        { own: true, amountNano: 5n },
      ],
    ],
    'duplicate',
  ],
]
for (const [sentence, args, said] of rows)
  test(`credit: ${sentence}: ${said ?? 'may be made'}`, () => assert.equal(repeatedCredit(...args), said))
