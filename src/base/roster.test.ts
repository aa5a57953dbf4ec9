// What a roster keeps, compared with a Set over random comings and goings.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createRoster, noSeat } from './roster.ts'

test('a roster holds what a set would hold, whatever comes, goes, comes again or was never there', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(9)), { maxLength: 200 }), (steps) => {
      const things = Array.from({ length: 10 }, (_, name) => ({ seat: noSeat, name }))
      const roster = createRoster<(typeof things)[number]>()
      const model = new Set<number>()
      for (const [comes, name] of steps) {
        const thing = things[name] as (typeof things)[number]
        if (comes) {
          roster.add(thing)
          model.add(name)
        } else {
          roster.remove(thing)
          model.delete(name)
        }
        assert.equal(roster.size, model.size)
        assert.deepEqual(new Set(roster.members().map((member) => member.name)), model)
      }
    }),
  )
})

test('members may leave while their list is walked', () => {
  const roster = createRoster<{ seat: number }>()
  for (let index = 0; index < 5; index++) roster.add({ seat: noSeat })
  for (const member of roster.members()) roster.remove(member)
  assert.equal(roster.size, 0)
})
