// `prices rerate`: what past charges would have been under other prices, through the control API. Knows no prices and no ledger.
import type { RerateJson, RerateRowJson } from '../../contract/prices-api.ts'
import type { CliContext } from '../context.ts'
import { withControl } from '../control-client.ts'
import { type Column, json, table } from '../output.ts'
import type { PricesFlags } from './prices.ts'

export interface RerateFlags extends PricesFlags {
  readonly since: string
  readonly until?: string
  readonly model?: string
  readonly account?: string
  readonly against: string
  readonly post?: boolean
  readonly note?: string
}

export async function ratePastCharges(context: CliContext, flags: RerateFlags): Promise<void> {
  const body = {
    since: flags.since,
    ...(flags.until !== undefined && { until: flags.until }),
    ...(flags.model !== undefined && { model: flags.model }),
    ...(flags.account !== undefined && { account_id: flags.account }),
    against: flags.against,
    post: flags.post === true,
    note: flags.note ?? '',
  }
  const said = await withControl(context, flags, ({ call }) => call<RerateJson>('POST', '/prices/rerate', body))
  const { terminal } = context
  if (flags.json) return terminal.out(json(said))
  terminal.out(said.data.length === 0 ? 'No charge of that time can be rated.\n' : table(terminal, columns, said.data))
  const { not_charged, not_reproducible, no_price } = said.left
  const left: readonly (readonly [number, string])[] = [
    [not_charged, 'nothing was charged'],
    [not_reproducible, 'the charge does not follow from the counts that were kept'],
    [no_price, 'the price lacks what the request used'],
  ]
  for (const [count, why] of left) if (count > 0) terminal.out(`Left as they are: ${count}, because ${why}.\n`)
  const short = said.data.filter((row) => row.short_usd !== '0')
  if (said.posted && short.length > 0) {
    terminal.out('SHORT is what could not be charged: a balance or a budget had less. The same command charges the rest later.\n')
  }
  if (!said.posted && said.data.some((row) => row.difference_usd !== '0')) {
    terminal.out('Nothing was posted. To post the differences: the same command with --post --note <why>\n')
  }
}

const columns: readonly Column<RerateRowJson>[] = [
  { title: 'ACCOUNT', cell: (row) => row.account_id },
  { title: 'CHARGED AS', cell: (row) => row.price_version },
  { title: 'AGAINST', cell: (row) => row.against_version },
  { title: 'REQUESTS', cell: (row) => String(row.requests), right: true },
  { title: 'CHARGED USD', cell: (row) => row.charged_usd, right: true },
  { title: 'WOULD BE', cell: (row) => row.rerated_usd, right: true },
  { title: 'DIFFERENCE', cell: (row) => row.difference_usd, right: true },
  { title: 'POSTED', cell: (row) => row.posted_usd, right: true },
  { title: 'SHORT', cell: (row) => row.short_usd, right: true },
]
