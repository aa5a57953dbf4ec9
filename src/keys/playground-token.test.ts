// Playground tokens as text: what is read back, and what never is.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyedHash } from '../base/hash.ts'
import { asId } from '../contract/ids.ts'
import { makePlaygroundToken, readPlaygroundToken } from './playground-token.ts'

const sign = (text: string): string => keyedHash(Buffer.from('pepper'), text)
const grant = { accountId: asId<never>('acct_0193a1b2'), keyId: asId<never>('key_0193a1b3'), expiresAtMs: 1_800_000_000_000 }
const token = makePlaygroundToken(grant, sign)

test('a token says whose it is and until when, to the server that made it', () => {
  assert.deepEqual(readPlaygroundToken(token, sign), grant)
  assert.equal(
    readPlaygroundToken(token, (text) => keyedHash(Buffer.from('another pepper'), text)),
    undefined,
  )
})

const last = token.at(-1) === '0' ? '1' : '0'
for (const [what, text] of [
  ['another key', token.replace('key_0193a1b3', 'key_0193a1b4')],
  ['another account', token.replace('acct_0193a1b2', 'acct_0193a1b3')],
  ['a later end', token.replace((1_800_000_000_000).toString(36), (1_900_000_000_000).toString(36))],
  ['another proof', token.slice(0, -1) + last],
  ['a cut proof', token.slice(0, -1)],
  ['more behind it', `${token}0`],
  ['a line break behind it', `${token}\n`],
  ['the proof of a key text', `nxr-play-acct_1.key_1.1.${sign('acct_1.key_1.1')}`],
  ['nothing', 'nxr-play-'],
] as const) {
  test(`a token with ${what} is nobody's`, () => assert.equal(readPlaygroundToken(text, sign), undefined))
}
