import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openIdMap } from './id-map.ts'

test('whatever is kept, replaced and dropped by ID, an ID map and a Map say the same, also of IDs that end alike', () => {
  // IDs of one length with one end share a list; the others do not.
  const ids = [
    '',
    'a',
    '1',
    'req_000000000001',
    'xyz_000000000001',
    'abc_000000000001',
    'req_000000000002',
    'a much longer ID, ending 000000000001',
  ]
  const ours = openIdMap<number>()
  const theirs = new Map<string, number>()
  const agree = (): void => {
    assert.equal(ours.size(), theirs.size)
    for (const id of ids) assert.equal(ours.get(id), theirs.get(id), id)
  }
  for (let step = 0; step < 400; step++) {
    const id = ids[(step * 7 + (step >> 3)) % ids.length] as string
    if (step % 3 === 2) {
      ours.delete(id)
      theirs.delete(id)
    } else {
      ours.set(id, step)
      theirs.set(id, step)
    }
    agree()
  }
  ours.clear()
  theirs.clear()
  agree()
})
