// `reconcile`: a provider's bill beside the provider cost recorded here. Reads the file; the comparison is the control API's.
import { formatUsd } from '../../contract/money.ts'
import {
  type DifferenceJson,
  type Measure,
  type ReconcileJson,
  reconcileLinesMax,
  type ReconcileLineJson,
  type ReconcileModelJson,
} from '../../contract/reconcile-api.ts'
import type { Bill, BillLine } from '../bills/bill.ts'
import { readBill } from '../bills/forms.ts'
import type { CliContext, SettingFlags } from '../context.ts'
import { withControl } from '../control-client.ts'
import { CliFailure } from '../exit-codes.ts'
import { type Column, json, paint, printable, table } from '../output.ts'
import { readNamedFile } from '../read-named-file.ts'

export interface ReconcileFlags extends SettingFlags {
  readonly provider: string
  readonly since?: string
  readonly until?: string
  readonly threshold: string
  readonly toleranceUsd: string
  readonly json?: boolean
}

/** A month by the minute, with every dimension that an export has, takes less. */
const fileBytesMax = 64 * 1_048_576

export async function reconcile(context: CliContext, file: string, flags: ReconcileFlags): Promise<void> {
  const bill = readBill(flags.provider, file, readNamedFile(context, file, fileBytesMax))
  const since = flags.since ?? bill.days[0] ?? ''
  const until = flags.until ?? bill.days.at(-1) ?? ''
  const lines = bill.lines.filter(({ date }) => date >= since && date <= until)
  if (lines.length > reconcileLinesMax) {
    throw new CliFailure(
      'usage',
      `${file} has more than ${reconcileLinesMax} models and days; compare a part of it with --since and --until`,
    )
  }
  const body = {
    provider: flags.provider,
    since,
    until,
    lines: lines.map(lineJson),
    threshold_percent: flags.threshold,
    tolerance_usd: flags.toleranceUsd,
  }
  const said = await withControl(context, flags, ({ call }) => call<ReconcileJson>('POST', '/reconcile', body))
  context.terminal.out(flags.json ? json(said) : textOf(context, said, bill))
  if (!said.agrees) throw new CliFailure('drift', driftSentence(said))
}

function lineJson({ date, model, amounts }: BillLine): object {
  const { cost_usd: cost, ...tokens } = amounts
  const counts = Object.entries(tokens).map(([name, count]) => [name, Number(count)])
  return { date, model, ...(cost !== undefined && { cost_usd: formatUsd(cost) }), ...Object.fromEntries(counts) }
}

const measureTitles: Readonly<Record<Measure, string>> = {
  cost_usd: 'cost, USD',
  input_tokens: 'input tokens',
  cached_input_tokens: 'of these cached',
  output_tokens: 'output tokens',
}

const amountColumns: readonly Column<DifferenceJson & { readonly side?: ReconcileLineJson['side'] }>[] = [
  { title: 'MEASURE', cell: (row) => measureTitles[row.measure] },
  { title: 'OURS', cell: (row) => row.ours, right: true },
  { title: 'THEIRS', cell: (row) => row.theirs, right: true },
  { title: 'DIFFERENCE', cell: (row) => row.difference, right: true },
  { title: '%', cell: (row) => row.percent ?? '-', right: true },
  { title: 'VERDICT', cell: (row) => verdictOf(row) },
]

function verdictOf(row: DifferenceJson & { readonly side?: ReconcileLineJson['side'] }): string {
  const side = row.side === 'only_ours' ? 'only in our records' : row.side === 'only_theirs' ? 'only in their bill' : undefined
  const verdict = row.drifts ? 'DRIFT' : 'ok'
  return side === undefined ? verdict : `${verdict}, ${side}`
}

function textOf(context: CliContext, said: ReconcileJson, bill: Bill): string {
  const { terminal } = context
  const lines: Column<ReconcileLineJson>[] = [
    { title: 'DAY', cell: (row) => row.date },
    { title: 'MODEL', cell: (row) => row.model },
    ...amountColumns,
  ]
  const empty = said.data.length === 0 ? `Neither the bill nor our records have anything of ${said.provider} on these days.\n` : ''
  const head = `${printable(said.provider)}, ${said.since} to ${said.until} (UTC), ${bill.days.length} ${bill.days.length === 1 ? 'day' : 'days'} in the file\n`
  const totals = said.total.length === 0 ? '' : `\nTotal\n${table(terminal, amountColumns, said.total)}`
  const rows = said.data.length === 0 ? '' : table(terminal, lines, said.data)
  return [head, empty, rows, totals, ...said.models.flatMap((model) => notesOf(model, said.provider)), ending(context, said)].join('')
}

/** What a person has to know of one model before they believe the difference. */
function notesOf(model: ReconcileModelJson, provider: string): string[] {
  const name = printable(model.model)
  const notes: string[] = []
  const put = [...new Set([...model.our_names, ...model.their_names])]
  if (model.match === 'matched' && put.length > 1) {
    notes.push(
      `${name}: compared as one: ours ${model.our_names.map(printable).join(', ')}; theirs ${model.their_names.map(printable).join(', ')}`,
    )
  }
  if (model.match === 'unknown') notes.push(`${name}: not matched: no offer of ${provider} here has it as its upstream_model`)
  if (model.match === 'only_theirs') notes.push(`${name}: only in their bill: nothing was recorded here for it on these days`)
  if (model.match === 'only_ours') notes.push(`${name}: only in our records: the bill does not name it on these days`)
  if (model.requests_without_cost > 0) {
    notes.push(
      `${name}: the cost of ${model.requests_without_cost} of ${model.requests} requests is not known: the offer names no cost (cost_usd_per_million), or a crash cut them off`,
    )
  }
  if (model.requests_estimated > 0)
    notes.push(
      `${name}: the tokens of ${model.requests_estimated} of ${model.requests} requests are our own count, because the provider gave none`,
    )
  if (model.lost_tries > 0)
    notes.push(
      `${name}: ${model.lost_tries} tries reached the provider and gave no answer; their prompts may cost up to ${model.lost_usd} USD more`,
    )
  return notes.map((note) => `${note}\n`)
}

function ending({ terminal }: CliContext, said: ReconcileJson): string {
  if (!said.agrees) return ''
  return `${paint(terminal, 'green', 'ok')}: nothing differs by more than ${said.threshold_percent} % and ${said.tolerance_usd} USD\n`
}

function driftSentence({ data, total, threshold_percent }: ReconcileJson): string {
  const count = data.filter(({ drifts }) => drifts).length
  const places = count === 1 ? '1 line differs' : `${count} lines differ`
  const sums = total.map((row) => `${measureTitles[row.measure]} ${row.difference} (${row.percent ?? '-'} %)`).join(', ')
  return `${places} by more than ${threshold_percent} %; in total theirs less ours: ${sums}`
}
