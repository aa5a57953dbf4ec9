// Where a source could be wrong by one token: finds the places and says what would stand there instead. Knows no tests and no disk.
import { stripTypeScriptTypes } from 'node:module'
import { blank } from './source-text.ts'

export interface Mutation {
  /** 1-based. */
  readonly line: number
  /** The line as it stands, trimmed: names the place even when lines above it move. */
  readonly source: string
  /** `< becomes <=`, with the column when the same token stands on the line twice. */
  readonly change: string
  /** The whole mutated file. */
  readonly text: string
}

interface Edit {
  readonly from: number
  readonly to: number
  readonly put: string
}

/** Binary operators stand between spaces: the formatter sees to it, so `<` of a type argument is never meant. */
const swaps: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '==': ['!='],
  '!=': ['=='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '+=': ['-='],
  '-=': ['+='],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
  '&': ['|'],
  '^': ['|'],
  '>>>': ['<<'],
}
const words: Readonly<Record<string, string>> = {
  true: 'false',
  false: 'true',
  min: 'max',
  max: 'min',
  ceil: 'floor',
  floor: 'ceil',
  some: 'every',
  every: 'some',
  '??=': '&&=',
  '++': '--',
}

/** All mutations of a file that still parse. Declarations that leave nothing at run time are passed over. */
export function mutationsOf(source: string): Mutation[] {
  const code = withoutTypes(blank(source).codeOnly)
  const edits = [
    ...operatorEdits(code),
    ...wordEdits(code),
    ...numberEdits(code),
    ...notEdits(code),
    ...conditionEdits(code),
    ...statementEdits(code),
  ]
  const seen = new Set<string>()
  const found: Mutation[] = []
  for (const edit of edits.sort((a, b) => a.from - b.from)) {
    const text = source.slice(0, edit.from) + edit.put + source.slice(edit.to)
    if (seen.has(text) || !parses(text)) continue
    seen.add(text)
    found.push({ ...placeOf(source, edit), text })
  }
  return found
}

function placeOf(source: string, { from, to, put }: Edit): Omit<Mutation, 'text'> {
  const start = source.lastIndexOf('\n', from - 1) + 1
  const end = source.indexOf('\n', from)
  const whole = source.slice(start, end < 0 ? source.length : end)
  const was = source.slice(from, to)
  const twice = whole.split(was).length > 2 ? ` at column ${from - start + 1}` : ''
  const change = put === ';' ? 'statement removed' : `${was} becomes ${put === '' ? 'nothing' : put}${twice}`
  return { line: source.slice(0, from).split('\n').length, source: whole.trim(), change }
}

/** Interfaces, type aliases, imports and overloads: blanked, because changing them changes nothing that runs. */
function withoutTypes(code: string): string {
  const spaces = (text: string): string => text.replace(/[^\n]/g, ' ')
  return code
    .replace(/^(export )?interface [^\n]*\{\n[\s\S]*?^\}/gm, spaces)
    .replace(/^(export )?(declare )?type [\s\S]*?(?=\n\n|\n(?=[a-z/]))/gm, spaces)
    .replace(/^import [\s\S]*?from\b.*$/gm, spaces)
    .replace(/\bPick<[^>]*>|\bOmit<[^>]*>|\bExtract<[^>]*>/g, spaces)
}

function operatorEdits(code: string): Edit[] {
  return [...code.matchAll(/(?<=\s)(<=|>=|===|!==|==|!=|\+=|-=|&&|\|\||\?\?|>>>|<|>|\+|-|\*|\/|%|&|\^)(?=\s)/g)].flatMap((match) =>
    (swaps[match[1] as string] ?? []).map((put) => edit(match.index, match[1] as string, put)),
  )
}

function wordEdits(code: string): Edit[] {
  const found = [...code.matchAll(/\b(true|false)\b|(?<=\bMath\.)(min|max|ceil|floor)\b|(?<=\.)(some|every)\b|\?\?=|\+\+/g)]
  return found.map((match) => edit(match.index, match[0], words[match[0]] as string))
}

function numberEdits(code: string): Edit[] {
  return [...code.matchAll(/(?<![\w$.])(0x[0-9a-f]+|\d[\d_]*(?:\.\d+)?)(n?)(?![\w$])/g)].flatMap((match) => {
    const [whole, digits, big] = match as unknown as [string, string, string]
    const value = Number(digits.replaceAll('_', ''))
    const next = [value + 1, ...(value >= 1 ? [value - 1] : [])]
    return next.map((put) => edit(match.index, whole, `${put}${big}`))
  })
}

function notEdits(code: string): Edit[] {
  return [...code.matchAll(/(?<=[\s(])!(?=[\w(])/g)].map((match) => edit(match.index, '!', ''))
}

/** `if (...)` and `while (...)`: always and never. */
function conditionEdits(code: string): Edit[] {
  return [...code.matchAll(/\b(if|while) \(/g)].flatMap((match) => {
    const from = match.index + match[0].length
    const to = closingOf(code, from)
    const always = { from, to, put: 'true' }
    const never = { from, to, put: 'false' }
    return match[1] === 'while' ? [never] : [always, never]
  })
}

function closingOf(code: string, from: number): number {
  let depth = 1
  let at = from
  while (at < code.length && depth > 0) {
    if (code[at] === '(') depth += 1
    if (code[at] === ')') depth -= 1
    at += 1
  }
  return at - 1
}

const notStatements =
  /^\s*(const|let|return|if|for|while|else|case|default|break|continue|import|export|function|async|type|readonly|switch|try)\b/
const aStatement = /^\s+(?:throw |void |\(?[A-Za-z_$][\w$.[\]]*)(?:.*\)|(?: [-+^*]?=| \?\?=) .+|\+\+|--)$/
const goesOn = /(?:[=,(?:&|+*<>[]|=>|\breturn)$/

/** Calls and assignments on one line of their own. */
function statementEdits(code: string): Edit[] {
  const lines = code.split('\n')
  let at = 0
  return lines.flatMap((line, index) => {
    const from = at + line.length - line.trimStart().length
    const to = at + line.trimEnd().length
    at += line.length + 1
    const before = (lines.slice(0, index).findLast((one) => one.trim() !== '') ?? '').trimEnd()
    const after = lines[index + 1]?.trim() ?? ''
    const lone = aStatement.test(line.trimEnd()) && !notStatements.test(line) && balanced(line)
    return lone && !goesOn.test(before) && !/^[.?:&|+]/.test(after) ? [{ from, to, put: ';' }] : []
  })
}

function balanced(line: string): boolean {
  let depth = 0
  for (const char of line) {
    if ('([{'.includes(char)) depth += 1
    if (')]}'.includes(char)) depth -= 1
    if (depth < 0) return false
  }
  return depth === 0
}

function edit(from: number, was: string, put: string): Edit {
  return { from, to: from + was.length, put }
}

/** What does not parse would fail every test and prove nothing. */
function parses(text: string): boolean {
  try {
    stripTypeScriptTypes(text)
    return true
  } catch {
    return false
  }
}
