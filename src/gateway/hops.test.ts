// Circles of servers, found by the header that each of them adds to.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCircle, nextHops } from './hops.ts'

const id = (digit: string): string => digit.repeat(32)

test('each server adds itself to the servers passed before', () => {
  assert.equal(nextHops(undefined, id('a')), id('a'))
  assert.equal(nextHops(id('a'), id('b')), `${id('a')},${id('b')}`)
})

test('a server that was passed before is a circle, wherever it stands, and so is a chain that is too long', () => {
  assert.equal(isCircle(undefined, id('a')), false)
  assert.equal(isCircle(`${id('b')}, ${id('c')}`, id('a')), false)
  assert.equal(isCircle(`${id('b')}, ${id('a')},${id('c')}`, id('a')), true)
  assert.equal(isCircle(Array.from({ length: 8 }, () => id('b')).join(), id('a')), false)
  assert.equal(isCircle(Array.from({ length: 9 }, () => id('b')).join(), id('a')), true)
})

test('what is not the ID of a server is not passed on', () => {
  assert.equal(nextHops(`made up,${id('b')},${'x'.repeat(5_000)}`, id('a')), `${id('b')},${id('a')}`)
})
