// The forms in which bills come: by which columns each is known, and how it is read. A new form is a new row.
import { CliFailure } from '../exit-codes.ts'
import { type Bill, billOf, type BillLine } from './bill.ts'
import { bucketDay, countCell, dayCell, usdCell } from './cells.ts'
import { readTable, type TableRow } from './read-table.ts'

interface BillForm {
  readonly name: string
  /** Whose it is; null: anybody's. */
  readonly provider: string | null
  /** What makes a file one of these. */
  readonly columns: readonly string[]
  readonly line: (row: TableRow) => BillLine
}

/** Read in this order. Columns of OpenAI's exports as the dashboard writes them (Usage > Export), seen in files of 2025 and 2026. */
const forms: readonly BillForm[] = [
  {
    name: 'OpenAI costs',
    provider: 'openai',
    columns: ['start_time', 'end_time', 'amount_value', 'amount_currency', 'line_item'],
    line: openaiCost,
  },
  {
    name: 'OpenAI usage',
    provider: 'openai',
    columns: ['start_time', 'end_time', 'model', 'input_tokens', 'output_tokens'],
    line: openaiUsage,
  },
  { name: 'plain', provider: null, columns: ['date', 'model', 'cost_usd'], line: plain },
]

/** Throws one failure that names file, line, column and remedy. */
export function readBill(provider: string, file: string, text: string): Bill {
  const table = readTable(file, text)
  const usable = forms.filter((form) => form.provider === null || form.provider === provider)
  const form = usable.find(({ columns }) => columns.every((column) => table.columns.includes(column)))
  if (form === undefined) {
    const known = usable.map(({ name, columns }) => `${name} (${columns.join(', ')})`).join('; or ')
    const found = table.columns.slice(0, 20).join(', ')
    throw new CliFailure('usage', `${file} has the columns ${found}, but a bill of ${provider} needs: ${known}`)
  }
  const bill = billOf(table.rows.map(form.line))
  if (bill.days.length === 0) throw new CliFailure('usage', `${file} has a head line and nothing below it; export days that have passed`)
  return bill
}

/** Days without an amount are empty but for their times. */
function openaiCost(row: TableRow): BillLine {
  const date = bucketDay(row, 'start_time', 'end_time')
  if (row.text('amount_value') === '') return { date, model: null, amounts: {} }
  const currency = row.text('amount_currency')
  if (currency.toLowerCase() !== 'usd') throw row.wrong('amount_currency', 'is not usd; costs here are recorded in US dollars only')
  return { date, model: modelOfLineItem(row.text('line_item')), amounts: { cost_usd: usdCell(row, 'amount_value') } }
}

/**
 * `gpt-5-2025-08-07, cached input`, `priority | gpt-5.6-sol, output, long context` -> the model. What has no comma is no model
 * (`web search tool calls`) and stays as it is. Empty: the export was not grouped by line item.
 */
function modelOfLineItem(item: string): string | null {
  if (item === '') return null
  const comma = item.indexOf(', ')
  if (comma < 0) return item
  return item.slice(item.lastIndexOf('| ', comma) < 0 ? 0 : item.lastIndexOf('| ', comma) + 2, comma)
}

function openaiUsage(row: TableRow): BillLine {
  const date = bucketDay(row, 'start_time', 'end_time')
  if (row.text('input_tokens') === '' && row.text('output_tokens') === '') return { date, model: null, amounts: {} }
  return {
    date,
    model: row.text('model') === '' ? null : row.text('model'),
    amounts: {
      input_tokens: countCell(row, 'input_tokens'),
      cached_input_tokens: countCell(row, 'input_cached_tokens'),
      output_tokens: countCell(row, 'output_tokens'),
    },
  }
}

function plain(row: TableRow): BillLine {
  const date = dayCell(row, 'date')
  if (row.text('model') === '') throw row.wrong('model', 'is empty; name the model as the provider does')
  return { date, model: row.text('model'), amounts: { cost_usd: usdCell(row, 'cost_usd') } }
}
