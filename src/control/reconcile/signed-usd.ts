// Decimal text with a sign -> nano-dollars: bills have credits. The text was checked at the door. Knows no bill.
import { assert } from '../../base/assert.ts'
import { type Nano, parseUsd } from '../../contract/money.ts'

export function parseSignedUsd(text: string): Nano {
  const negative = text.startsWith('-')
  const [whole = '', fraction] = (negative ? text.slice(1) : text).split('.')
  const plain = whole.replace(/^0+(?=\d)/, '') + (fraction === undefined ? '' : `.${fraction}`)
  const nano = parseUsd(plain)
  assert(nano !== undefined, 'an amount that was checked can be read')
  return negative ? -nano : nano
}
