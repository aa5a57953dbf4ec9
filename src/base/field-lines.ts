// The header lines of HTTP/1.1 as text of one byte a character: what they may look like, whoever sent them. Knows no header.

/** Names are tokens, values have no control characters, and no line continues the one before (RFC 9112, 5.2: obs-fold). */
export const fieldLines = /^(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*\r\n)*$/

/** What no value may hold; a line end would begin another header. */
export const unsafeInValue = /[^\t\x20-\x7e\x80-\xff]/

/** A value without the blanks around it. */
export function withoutBlanks(text: string, from: number, to: number): string {
  let start = from
  let end = to
  while (start < end && isBlank(text.charCodeAt(start))) start += 1
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}
