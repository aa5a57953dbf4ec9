// Text of any kind -> what the value of a header can carry. Knows no header.

/** Clients take heads of 8 to 16 KiB in all. */
const lengthMax = 2_000

const beyondAscii = /[^\x20-\x7e]/

/** Characters beyond printable ASCII are written as in JSON; what is too long ends in `...`. */
export function headerText(text: string): string {
  const whole = text.length <= lengthMax
  if (whole && !beyondAscii.test(text)) return text
  const kept = whole ? text : text.slice(0, lengthMax)
  const escaped = kept.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return whole && escaped.length <= lengthMax ? escaped : `${escaped.slice(0, lengthMax)}...`
}
