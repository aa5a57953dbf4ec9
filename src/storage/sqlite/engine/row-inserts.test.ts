import assert from 'node:assert/strict'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { test } from 'node:test'
import { openRowInserts } from './row-inserts.ts'

const columns = [
  { name: 'id' },
  { name: 'word', usual: "it's usual" },
  { name: 'amount', usual: 0 },
  { name: 'remark', usual: null },
  { name: 'bytes', expression: 'unhex(?)' },
]

function opened() {
  const db = new DatabaseSync(':memory:')
  db.exec('CREATE TABLE things (id INTEGER PRIMARY KEY, word TEXT, amount INTEGER, remark TEXT, bytes BLOB) STRICT')
  return { db, rows: openRowInserts(db, 'things', columns) }
}

test('rows rest as they were given, whichever of their values are usual, however many there are', () => {
  const { db, rows } = opened()
  const kinds: readonly (readonly SQLInputValue[])[] = [
    ["it's usual", 0, null],
    ["it's usual", 0, null],
    ['another', 0, null],
    ["it's usual", 7n, null],
    ["it's usual", 0n, 'something'],
  ]
  const given = Array.from({ length: 61 }, (_, at) => [at, ...(kinds[at % kinds.length] ?? []), 'ff00'])
  for (const row of given) rows.add(row)
  rows.flush()
  rows.flush()
  const resting = db.prepare('SELECT id, word, amount, remark, lower(hex(bytes)) AS bytes FROM things ORDER BY id').all()
  assert.deepEqual(
    resting.map((row) => Object.values(row)),
    given.map(([id, word, amount, ...rest]) => [id, word, Number(amount), ...rest]),
  )
})

test('rows that are forgotten are not written, and what the table refuses is thrown', () => {
  const { db, rows } = opened()
  rows.add([1, "it's usual", 0, null, 'ff'])
  rows.add([2, 'another', 0, null, 'ff'])
  rows.forget()
  rows.flush()
  assert.equal(db.prepare('SELECT count(*) AS count FROM things').get()?.['count'], 0)
  rows.add([1, "it's usual", 0, null, 'ff'])
  rows.add([1, "it's usual", 0, null, 'ff'])
  assert.throws(() => rows.flush(), /UNIQUE constraint failed: things.id/)
})
