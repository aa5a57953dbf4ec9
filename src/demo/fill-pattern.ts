// Writes a text that a simple regular expression matches. Never runs the expression: a hostile one costs no time here.

/** Longest text written, and deepest nesting followed. */
const lengthMax = 4_096
const depthMax = 16

/** A matching text, or null when the expression uses something beyond literals, classes, groups, choices and counts. */
export function fillPattern(pattern: string): string | null {
  const reader = { pattern, at: 0 }
  const text = readChoice(reader, 0)
  return text === null || reader.at < pattern.length || text.length > lengthMax ? null : text
}

interface Reader {
  readonly pattern: string
  at: number
}

/** The first of `a|b|c`; the others are read over. */
function readChoice(reader: Reader, depth: number): string | null {
  if (depth > depthMax) return null
  let first: string | null = null
  for (;;) {
    const text = readSequence(reader, depth)
    if (text === null) return null
    first ??= text
    if (reader.pattern[reader.at] !== '|') return first
    reader.at += 1
  }
}

function readSequence(reader: Reader, depth: number): string | null {
  let text = ''
  while (reader.at < reader.pattern.length && !'|)'.includes(reader.pattern[reader.at] as string)) {
    const atom = readAtom(reader, depth)
    if (atom === null) return null
    const times = readCount(reader)
    if (times * atom.length + text.length > lengthMax) return null
    text += atom.repeat(times)
  }
  return text
}

function readAtom(reader: Reader, depth: number): string | null {
  const sign = reader.pattern[reader.at] as string
  reader.at += 1
  if (sign === '^' || sign === '$') return ''
  if (sign === '.') return 'a'
  if (sign === '[') return readClass(reader)
  if (sign === '\\') return readEscape(reader)
  if (sign === '(') return readGroup(reader, depth)
  return '*+?{'.includes(sign) ? null : sign
}

function readGroup(reader: Reader, depth: number): string | null {
  const opening = /^\?(?::|<[A-Za-z_]\w*>)/.exec(reader.pattern.slice(reader.at, reader.at + 64))
  if (opening !== null) reader.at += opening[0].length
  else if (reader.pattern[reader.at] === '?') return null
  const text = readChoice(reader, depth + 1)
  if (text === null || reader.pattern[reader.at] !== ')') return null
  reader.at += 1
  return text
}

const escapes: Readonly<Record<string, string>> = { d: '1', w: 'a', s: ' ', D: 'a', W: '-', S: 'a', b: '', t: '\t', n: '\n', r: '\r' }

function readEscape(reader: Reader): string | null {
  const sign = reader.pattern[reader.at]
  reader.at += 1
  if (sign === undefined || /[1-9kpPuxcB]/.test(sign)) return null
  return escapes[sign] ?? sign
}

/** One member of `[...]`; of `[^...]` the first ordinary sign that is not named. */
function readClass(reader: Reader): string | null {
  const negated = reader.pattern[reader.at] === '^'
  if (negated) reader.at += 1
  const ranges: [number, number][] = []
  while (reader.at < reader.pattern.length && reader.pattern[reader.at] !== ']') {
    const low = readMember(reader)
    if (low === null) return null
    const isRange = reader.pattern[reader.at] === '-' && reader.pattern[reader.at + 1] !== ']' && low.length === 1
    if (isRange) reader.at += 1
    const high = isRange ? readMember(reader) : low
    if (high === null) return null
    for (const member of isRange ? [low] : low) ranges.push([member.charCodeAt(0), isRange ? high.charCodeAt(0) : member.charCodeAt(0)])
  }
  if (reader.pattern[reader.at] !== ']' || ranges.length === 0) return null
  reader.at += 1
  if (!negated) return String.fromCharCode((ranges[0] as [number, number])[0])
  const free = 'aA1-_ .xyzXYZ'
    .split('')
    .find((sign) => ranges.every(([low, high]) => sign.charCodeAt(0) < low || sign.charCodeAt(0) > high))
  return free ?? null
}

const classMembers: Readonly<Record<string, string>> = {
  d: '1234567890',
  w: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_',
  s: ' \t\n\r',
}

/** The signs that one class member stands for. */
function readMember(reader: Reader): string | null {
  const sign = reader.pattern[reader.at] as string
  reader.at += 1
  if (sign !== '\\') return sign
  const escaped = reader.pattern[reader.at] ?? ''
  return classMembers[escaped] !== undefined ? ((reader.at += 1), classMembers[escaped]) : readEscape(reader)
}

/** How often to write the atom before: the least the count allows, but once for `*` and `?`. */
function readCount(reader: Reader): number {
  const rest = reader.pattern.slice(reader.at, reader.at + 24)
  const counted = /^\{(\d{1,9})(?:,\d{0,9})?\}/.exec(rest)
  const sign = counted?.[0] ?? /^[*+?]/.exec(rest)?.[0]
  if (sign === undefined) return 1
  reader.at += sign.length
  if (reader.pattern[reader.at] === '?') reader.at += 1
  if (counted === null) return 1
  const most = /,(\d+)\}/.exec(counted[0])?.[1]
  return Math.max(Number(counted[1]), most === '0' ? 0 : Math.min(1, Number(most ?? counted[1])))
}
