// One-time codes, against the examples of their standards.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base32, makeTotpSecret, stepOfTotpCode, totpCode, totpStepAt } from './totp.ts'

/** RFC 6238, appendix B, in SHA-1; its codes have eight digits, ours are the last six of them. */
const rfcSecret = Buffer.from('12345678901234567890')
const rfcCodes: readonly (readonly [seconds: number, code: string])[] = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
]

test('codes are those of RFC 6238', () => {
  for (const [seconds, code] of rfcCodes) assert.equal(totpCode(rfcSecret, totpStepAt(seconds * 1_000)), code.slice(2))
})

test('a code is known in its own period, the one before and the one behind, and in no other', () => {
  const step = totpStepAt(1_111_111_111_000)
  const code = totpCode(rfcSecret, step)
  const found = [-2, -1, 0, 1, 2].map((off) => stepOfTotpCode(rfcSecret, code, (step + off) * 30_000))
  assert.deepEqual(found, [undefined, step, step, step, undefined])
})

test('what is not six digits is no code', () => {
  const nowMs = 59_000
  for (const text of ['', '28708', '2870820', '28708x', ' 287082', '２８７０８２'])
    assert.equal(stepOfTotpCode(rfcSecret, text, nowMs), undefined)
  assert.equal(stepOfTotpCode(rfcSecret, '287082', nowMs), 1)
})

test('secrets are 160 random bits, written in base 32 (RFC 4648, section 10)', () => {
  assert.equal(base32(makeTotpSecret()).length, 32)
  assert.notDeepEqual(makeTotpSecret(), makeTotpSecret())
  const examples = { '': '', f: 'MY', fo: 'MZXQ', foo: 'MZXW6', foob: 'MZXW6YQ', fooba: 'MZXW6YTB', foobar: 'MZXW6YTBOI' }
  for (const [plain, text] of Object.entries(examples)) assert.equal(base32(Buffer.from(plain)), text)
})
