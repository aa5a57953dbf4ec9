// A CSV file as rows with their place: what stands where, and how to complain about it. Knows no provider and no money.
import { CsvError, parse } from 'csv-parse/sync'
import { CliFailure } from '../exit-codes.ts'

export interface TableRow {
  /** The trimmed text of a cell; '' where the file has no such column. */
  readonly text: (column: string) => string
  /** A refusal that names line, column and what stands there; `remedy` says how to put it right. */
  readonly wrong: (column: string, remedy: string) => CliFailure
}

export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly TableRow[]
}

/** A spreadsheet saved elsewhere may separate by semicolons or tabs: the head says which. */
const delimiters = [',', ';', '\t'] as const

/** Throws one failure that names the file, the line and the remedy. */
export function readTable(file: string, text: string): Table {
  const lines = parsed(file, text)
  const [head, ...rest] = lines
  if (head === undefined) throw new CliFailure('usage', `${file} is empty; export it once more, with its head line`)
  const columns = head.record.map((name) => name.trim().toLowerCase())
  const twice = columns.find((name, at) => name !== '' && columns.indexOf(name) !== at)
  if (twice !== undefined)
    throw new CliFailure('usage', `${file}, line ${head.line}: the column "${twice}" stands there twice; keep one of them`)
  for (const { record, line } of rest) {
    if (record.length === columns.length) continue
    const found = record.length === 1 ? '1 cell' : `${record.length} cells`
    throw new CliFailure(
      'usage',
      `${file}, line ${line}: ${found} under ${columns.length} columns; a value with a comma must stand in double quotes, and no line may be cut`,
    )
  }
  return { columns, rows: rest.map(({ record, line }) => rowOf(file, columns, { record, line })) }
}

interface Line {
  readonly record: readonly string[]
  /** 1-based: where the line ends in the file. */
  readonly line: number
}

function parsed(file: string, text: string): Line[] {
  const head = text.slice(0, text.search(/[\r\n]|$/))
  const delimiter = delimiters.reduce((most, one) => (head.split(one).length > head.split(most).length ? one : most))
  try {
    const found = parse(text, { bom: true, delimiter, info: true, relax_column_count: true, skip_empty_lines: true })
    return (found as unknown as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({ record, line: info.lines }))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new CliFailure(
      'usage',
      `${file}, line ${numberText(error['lines'])}: this is no CSV (${quoteMistake(error.code)}); export the file once more, without editing it by hand`,
    )
  }
}

function numberText(value: unknown): string {
  return typeof value === 'number' ? String(value) : '?'
}

function quoteMistake(code: string): string {
  return code === 'CSV_QUOTE_NOT_CLOSED' ? 'a double quote is opened and never closed' : 'a double quote stands inside a value'
}

function rowOf(file: string, columns: readonly string[], { record, line }: Line): TableRow {
  const text = (column: string): string => record[columns.indexOf(column)]?.trim() ?? ''
  return {
    text,
    wrong: (column, remedy) =>
      new CliFailure('usage', `${file}, line ${line}, column ${column}: "${text(column).slice(0, 100)}" ${remedy}; nothing was compared`),
  }
}
