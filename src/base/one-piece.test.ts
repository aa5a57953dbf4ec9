// That a text stays what it was; that it is in one piece, only the engine can see.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inOnePiece } from './one-piece.ts'

test('a text in one piece is the same text, also an empty one, a number, and the name of a property that all objects have', () => {
  for (const text of ['', '0', '-1', '1e21', '__proto__', 'constructor', 'a b', '日本']) assert.equal(inOnePiece(text), text)
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => inOnePiece(text) === text))
})
