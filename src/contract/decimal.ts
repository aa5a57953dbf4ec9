// Decimal text of any form, exponents included, moved by powers of ten without ever being a float. Knows no money.

/** Longer than any number that means something; bounds the work. */
const lengthMax = 64
const digitsMax = 128

/** `('1.5e-07', 6)` -> `'0.15'`: the number times ten to the power of `shift`, every digit kept. Undefined for anything but a number from 0 up. */
export function shiftDecimal(text: string, shift: number): string | undefined {
  if (text.length > lengthMax) return undefined
  const match = /^\+?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text)
  if (match === null) return undefined
  const [, whole = '', fraction = '', exponent = '0'] = match
  const digits = whole + fraction
  const point = whole.length + Number(exponent) + shift
  if (point > digitsMax || point < -digitsMax) return undefined
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0')
  const at = Math.max(1, point)
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, '')
  const right = padded.slice(at).replace(/0+$/, '')
  return right === '' ? left : `${left}.${right}`
}
