// Reads TypeScript as text: blanks comments and strings, lists imports. Knows no rule and touches no disk.

export interface Import {
  readonly target: string
  /** True when nothing of the import is left at run time. */
  readonly typeOnly: boolean
}

export interface Blanked {
  /** Same length and lines as the source, comments replaced by spaces. */
  readonly withoutComments: string
  /** The same, with the contents of strings, templates and regular expressions replaced too. */
  readonly codeOnly: string
}

const beforeRegex = /(?:^|[=([{,;:!&|?+\-*~^<>%}]|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|await|yield))\s*$/

/** A small scanner, not a parser: good for code that the formatter has laid out. Templates are blanked as a whole, expressions included. */
export function blank(source: string): Blanked {
  const comments: [number, number][] = []
  const texts: [number, number][] = []
  let at = 0
  while (at < source.length) {
    const from = at
    const end = endOfToken(source, at)
    at = end.to
    if (end.kind === 'comment') comments.push([from, at])
    if (end.kind === 'text') texts.push([from + 1, at - 1])
  }
  const withoutComments = blankRanges(source, comments)
  return { withoutComments, codeOnly: blankRanges(withoutComments, texts) }
}

type Token = { readonly kind: 'comment' | 'text' | 'code'; readonly to: number }

function endOfToken(source: string, at: number): Token {
  const char = source[at]
  const next = source[at + 1]
  if (char === '/' && next === '/') return { kind: 'comment', to: orEnd(source, source.indexOf('\n', at)) }
  if (char === '/' && next === '*') return { kind: 'comment', to: orEnd(source, source.indexOf('*/', at + 2), 2) }
  if (char === '#' && next === '!' && at === 0) return { kind: 'comment', to: orEnd(source, source.indexOf('\n')) }
  if (char === "'" || char === '"') return { kind: 'text', to: endOfQuoted(source, at, char) }
  if (char === '`') return { kind: 'text', to: endOfTemplate(source, at) }
  if (char === '/' && beforeRegex.test(source.slice(Math.max(0, at - 40), at))) return { kind: 'text', to: endOfRegex(source, at) }
  return { kind: 'code', to: at + 1 }
}

function orEnd(source: string, index: number, plus = 0): number {
  return index < 0 ? source.length : index + plus
}

function endOfQuoted(source: string, at: number, quote: string): number {
  let i = at + 1
  while (i < source.length && source[i] !== quote && source[i] !== '\n') i += source[i] === '\\' ? 2 : 1
  return Math.min(i + 1, source.length)
}

function endOfTemplate(source: string, at: number): number {
  let i = at + 1
  while (i < source.length && source[i] !== '`') {
    if (source[i] === '\\') i += 2
    else if (source[i] === '$' && source[i + 1] === '{') i = endOfHole(source, i + 2)
    else i += 1
  }
  return Math.min(i + 1, source.length)
}

function endOfHole(source: string, at: number): number {
  let depth = 1
  let i = at
  while (i < source.length && depth > 0) {
    if (source[i] === '{') depth += 1
    if (source[i] === '}') depth -= 1
    i = endOfToken(source, i).to
  }
  return i
}

function endOfRegex(source: string, at: number): number {
  let i = at + 1
  let inClass = false
  while (i < source.length && source[i] !== '\n' && (inClass || source[i] !== '/')) {
    if (source[i] === '[') inClass = true
    if (source[i] === ']') inClass = false
    i += source[i] === '\\' ? 2 : 1
  }
  return Math.min(i + 1, source.length)
}

function blankRanges(source: string, ranges: readonly (readonly [number, number])[]): string {
  let out = ''
  let last = 0
  for (const [from, to] of ranges) {
    out += source.slice(last, from) + source.slice(from, to).replace(/[^\n]/g, ' ')
    last = to
  }
  return out + source.slice(last)
}

const fromClause = /\b(import|export)\s+(type\s+)?((?:[\w$*\s,]|\{[^}]*\})*?)\s*\bfrom\s*(['"])([^'"]+)\4/g
const bareImport = /\bimport\s*(['"])([^'"]+)\1/g
const dynamicImport = /\bimport\s*\(\s*(['"])([^'"]+)\1/g
const typeQuery = /\btypeof\s+import\s*\(\s*(['"])([^'"]+)\1/g
const workerFile = /new URL\(\s*(['"])(\.[^'"]+\.[cm]?[jt]s)\1\s*,\s*import\.meta\.url/g

/** Every module the text names: static, re-exported, dynamic, and files started as workers. */
export function importsOf(source: string): Import[] {
  const { withoutComments: text, codeOnly } = blank(source)
  const found: Import[] = []
  const real = (index: number | undefined): boolean => codeOnly.slice(index, (index ?? 0) + 3).trim() !== ''
  for (const match of text.matchAll(fromClause)) {
    if (!real(match.index)) continue
    const names = (match[3] ?? '').trim()
    const inline =
      /^\{[^}]*\}$/.test(names) &&
      names
        .slice(1, -1)
        .split(',')
        .every((name) => name.trim() === '' || /^type\s/.test(name.trim()))
    found.push({ target: match[5] as string, typeOnly: match[2] !== undefined || (inline && names !== '{}') })
  }
  for (const match of text.matchAll(bareImport)) if (real(match.index)) found.push({ target: match[2] as string, typeOnly: false })
  const asTypes = new Set<number>()
  for (const match of text.matchAll(typeQuery)) asTypes.add((match.index ?? 0) + match[0].indexOf('import'))
  for (const match of text.matchAll(dynamicImport)) {
    if (real(match.index)) found.push({ target: match[2] as string, typeOnly: asTypes.has(match.index ?? -1) })
  }
  for (const match of text.matchAll(workerFile)) if (real(match.index)) found.push({ target: match[2] as string, typeOnly: false })
  return found
}
