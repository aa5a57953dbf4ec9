// What the text form of our secrets promises.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { randomText } from '../base/hash.ts'
import {
  keyPattern,
  lastFour,
  looksLikeOurSecret,
  makeKeyText,
  makeManagementKeyText,
  managementKeyPattern,
  readKeyText,
  readManagementKeyText,
} from './key-format.ts'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const body = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 32, maxLength: 32 })
const keyText = body.map((text) => makeKeyText(() => text))

test('a key is sk-nxr-, 32 random characters and 6 checksum characters, and reads back as well formed', () => {
  for (let count = 0; count < 200; count++) {
    const text = makeKeyText(randomText)
    assert.match(text, /^sk-nxr-[0-9A-Za-z]{38}$/)
    assert.equal(readKeyText(text), 'well_formed')
  }
})

test('the checksum is the CRC-32 of the 32 characters in base 62', () => {
  fc.assert(
    fc.property(body, (text) => {
      const digits = makeKeyText(() => text).slice(-6)
      assert.equal(
        [...digits].reduce((sum, digit) => sum * 62 + alphabet.indexOf(digit), 0),
        crc32(text),
      )
    }),
  )
})

test('the checksum of the same characters never changes between releases', () => {
  assert.equal(
    makeKeyText(() => '0'.repeat(32)),
    'sk-nxr-000000000000000000000000000000002wjyrI',
  )
  assert.equal(
    makeKeyText(() => 'abcdefghijklmnopqrstuvwxyzABCDEF'),
    'sk-nxr-abcdefghijklmnopqrstuvwxyzABCDEF1mVgZW',
  )
})

test('any change of a single character is detected', () => {
  fc.assert(
    fc.property(keyText, fc.nat(44), fc.constantFrom(...alphabet, '-', '_', ' ', 'é'), (text, at, other) => {
      fc.pre(text[at] !== other)
      assert.notEqual(readKeyText(text.slice(0, at) + other + text.slice(at + 1)), 'well_formed')
    }),
    { numRuns: 2_000 },
  )
})

test('a missing, an added and two swapped characters are detected', () => {
  fc.assert(
    fc.property(keyText, fc.nat(43), (text, at) => {
      assert.notEqual(readKeyText(text.slice(0, at) + text.slice(at + 1)), 'well_formed')
      assert.notEqual(readKeyText(`${text.slice(0, at)}a${text.slice(at)}`), 'well_formed')
      fc.pre(text[at] !== text[at + 1])
      assert.notEqual(readKeyText(text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2)), 'well_formed')
    }),
  )
})

const good = makeKeyText(() => 'abcdefghijklmnopqrstuvwxyzABCDEF')
const verdicts: readonly [string, string][] = [
  [good, 'well_formed'],
  [`${good.slice(0, -1)}${good.endsWith('x') ? 'y' : 'x'}`, 'bad_checksum'],
  ['', 'malformed'],
  ['hello', 'malformed'],
  ['sk-', 'malformed'],
  ['sk-nxr-', 'malformed'],
  ['sk-nxr-short', 'malformed'],
  [` ${good}`, 'malformed'],
  [`${good}\n`, 'malformed'],
  ['sk-proj-abc', 'other_service'],
  ['sk-ant-api03-abc', 'other_service'],
  ['sk-or-v1-abc', 'other_service'],
  ['sk-1234567890', 'other_service'],
  ['gsk_abc', 'other_service'],
  ['AIzaSyabc', 'other_service'],
  ['xai-abc', 'other_service'],
  [makeManagementKeyText(randomText), 'management_key'],
  ['nxr-mgmt-damaged', 'management_key'],
]
for (const [text, verdict] of verdicts) {
  test(`${JSON.stringify(text.slice(0, 14))} of length ${text.length} reads as ${verdict}`, () => {
    assert.equal(readKeyText(text), verdict)
  })
}

test('a management key reads back, and its damage is told apart from another kind of text', () => {
  const text = makeManagementKeyText(() => 'abcdefghijklmnopqrstuvwxyzABCDEF')
  assert.equal(readManagementKeyText(text), 'well_formed')
  assert.equal(readManagementKeyText(text.replace('abc', 'abd')), 'bad_checksum')
  assert.equal(readManagementKeyText(text.slice(0, -1)), 'malformed')
  assert.equal(readManagementKeyText(good), 'malformed')
})

test('our own secrets are recognised as ours even when they are damaged, upper-cased or carry a scheme', () => {
  for (const text of [good, good.slice(0, 12), ` ${good}`, good.toUpperCase(), `Bearer ${good}`, 'nxr-mgmt-abc']) {
    assert.equal(looksLikeOurSecret(text), true, text)
  }
  for (const text of ['', 'sk-proj-abc', 'gsk_sk-nxr-', 'nxr']) assert.equal(looksLikeOurSecret(text), false, text)
})

test('the published patterns find a secret inside other text and nothing else', () => {
  const management = makeManagementKeyText(randomText)
  assert.equal(keyPattern.exec(`OPENAI_API_KEY="${good}"\n`)?.[0], good)
  assert.equal(managementKeyPattern.exec(`key=${management};`)?.[0], management)
  for (const text of [good.slice(0, -1), `${good}x`, `x${good}`, management]) assert.equal(keyPattern.test(text), false, text)
  assert.equal(managementKeyPattern.test(good), false)
})

test('only the last four characters of a secret are shown', () => {
  assert.equal(lastFour(good), good.slice(-4))
})
