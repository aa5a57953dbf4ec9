// Which passwords are taken and which are not, and why not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { passwordMistake } from './password-rule.ts'

const about = ['ann@example.com', 'Ann Example']

for (const [password, mistake] of [
  ['correct horse battery', undefined],
  ['Tr0ub4dor&3x', undefined],
  ['пароль от кота', undefined],
  ['😀🦊🐙🌵😀🦊🐙🌵', undefined],
  ['short7!', /at least 8/],
  ['😀🦊🐙🌵😀🦊🐙', /at least 8/],
  ['x'.repeat(129), /at most 128/],
  [`${'abcd'.repeat(32)}e`, /at most 128/],
  ['abababababab', /same few characters/],
  ['password', /most common/],
  ['PASSWORD1', /most common/],
  ['Dragon2026!', /most common/],
  ['12345678', /most common/],
  ['Ann Example', /own name/],
  ['ann@example.com', /own name/],
] as const) {
  test(`the password "${password.slice(0, 20)}" ${mistake === undefined ? 'may be used' : `is refused: ${mistake.source}`}`, () => {
    const found = passwordMistake(password, about)
    if (mistake === undefined) assert.equal(found, undefined)
    else assert.match(found ?? '', mistake)
  })
}
