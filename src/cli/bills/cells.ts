// Cells of a bill -> days, amounts and counts, or a refusal that names the cell. Knows no file format.
import { shiftDecimal } from '../../contract/decimal.ts'
import type { TableRow } from './read-table.ts'

const daySeconds = 86_400

/** A UTC day as text. */
export function dayCell(row: TableRow, column: string): string {
  const text = row.text(column)
  const day = /^(\d{4}-\d{2}-\d{2})(?:T00:00:00(?:\.0+)?(?:Z|\+00:00)?)?$/.exec(text)?.[1]
  if (day === undefined || dayOf(Date.parse(`${day}T00:00:00Z`)) !== day)
    throw row.wrong(column, 'is no day; write it as YYYY-MM-DD, in UTC')
  return day
}

/** The UTC day in which a bucket of a day or less begins; both ends are seconds since 1970. */
export function bucketDay(row: TableRow, from: string, until: string): string {
  const start = secondsCell(row, from)
  const end = row.text(until) === '' ? start : secondsCell(row, until)
  const day = dayOf(start * 1_000)
  if (end > start && dayOf((end - 1) * 1_000) !== day)
    throw row.wrong(until, `ends on another UTC day than ${from} begins; export the file by day (or hour or minute), in UTC`)
  if (end < start || end - start > daySeconds) throw row.wrong(until, `must lie after ${from}, at most a day`)
  return day
}

function secondsCell(row: TableRow, column: string): number {
  const text = row.text(column)
  if (!/^\d{9,11}(\.0+)?$/.test(text)) throw row.wrong(column, 'is no time; the export writes whole seconds since 1970')
  return Number(text)
}

function dayOf(ms: number): string {
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString().slice(0, 10)
}

/** USD in decimal text of any length -> nano-dollars, rounded half away from zero: the books of others have more digits than ours. */
export function usdCell(row: TableRow, column: string): bigint {
  const text = row.text(column)
  const negative = text.startsWith('-')
  const plain = /^-?(\d+)(\.\d+)?(?:[eE]([+-]?\d{1,5}))?$/.exec(text)
  if (plain === null) throw row.wrong(column, 'is no amount; write it as a plain decimal number such as 12.5, without a currency sign')
  const [, whole = '', fraction = '', exponent = '0'] = plain
  // Zero comes as 0E-6176 from some exports; digits beyond the 20th say nothing in dollars.
  if (/^[0.]*$/.test(whole + fraction)) return 0n
  const tenths = shiftDecimal(`${whole}${fraction.slice(0, 21)}e${exponent}`, 10)
  if (tenths === undefined || whole.length > 12) throw row.wrong(column, 'is beyond any bill; is it in US dollars?')
  const nano = (BigInt(tenths.split('.')[0] as string) + 5n) / 10n
  return negative ? -nano : nano
}

/** A count of tokens; spreadsheets write `10.0`. */
export function countCell(row: TableRow, column: string): bigint {
  const text = row.text(column)
  if (text === '') return 0n
  const digits = /^(\d{1,15})(?:\.0+)?$/.exec(text)?.[1]
  if (digits === undefined) throw row.wrong(column, 'is no count; it must be a whole number from 0 on')
  return BigInt(digits)
}
