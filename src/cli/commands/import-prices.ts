// `prices import`: a foreign price list sent to the control API, which compares it and publishes only when somebody approves. Knows no list's form.
import { basename } from 'node:path'
import type { ImportedPricesJson } from '../../contract/price-import-api.ts'
import { priceListBytesMax, type PriceSource } from '../../contract/price-lists.ts'
import type { CliContext } from '../context.ts'
import { withControl } from '../control-client.ts'
import { CliFailure } from '../exit-codes.ts'
import { json, printable } from '../output.ts'
import { readNamedFile } from '../read-named-file.ts'
import { type PricesFlags, publishedText } from './prices.ts'

export interface ImportFlags extends PricesFlags {
  readonly from: PriceSource
  readonly model?: readonly string[]
  readonly provider?: string
  readonly dryRun?: boolean
  readonly approve?: boolean
  readonly approver?: string
  readonly force?: boolean
}

export async function importPrices(context: CliContext, file: string, flags: ImportFlags): Promise<void> {
  if (flags.approve && flags.dryRun)
    throw new CliFailure('usage', '--dry-run only shows what would change; leave it out to publish with --approve')
  if (flags.approve && flags.approver === undefined)
    throw new CliFailure('usage', '--approve needs --approver <name>: who approves these prices')
  const body = {
    from: flags.from,
    list: readNamedFile(context, file, priceListBytesMax),
    file: basename(file).slice(0, 200),
    ...(flags.model !== undefined && { models: flags.model }),
    ...(flags.provider !== undefined && { provider: flags.provider }),
    approve: flags.approve === true,
    ...(flags.approver !== undefined && { approved_by: flags.approver }),
    force: flags.force === true,
  }
  const said = await withControl(context, flags, ({ call }) => call<ImportedPricesJson>('POST', '/prices/import', body))
  context.terminal.out(flags.json ? json(said) : textOf(context, said, flags))
  const held = said.data.filter(({ result }) => result === 'implausible').map(({ model }) => model)
  if (flags.approve && held.length > 0) {
    throw new CliFailure('refused', `not published, because the change is implausible: ${held.join(', ')}; --force publishes them too`)
  }
}

/** Names of the list in a person's answer; `--json` has all of them. */
const unknownShown = 5

function textOf(context: CliContext, said: ImportedPricesJson, flags: ImportFlags): string {
  const changed = said.data.filter(({ result }) => result !== 'unchanged')
  const same = said.data.length - changed.length
  const lines = changed.map((row) => publishedText(context, row))
  if (same > 0) lines.push(`${same} ${same === 1 ? 'model has' : 'models have'} that price already.\n`)
  if (said.read_only.length > 0) lines.push(`Left alone, because nexorouter.yaml prices them: ${said.read_only.join(', ')}\n`)
  for (const { model, reason } of said.unusable) lines.push(`${model}: ${printable(reason)}\n`)
  if (said.not_in_list.length > 0) lines.push(`Not in the list: ${said.not_in_list.join(', ')}\n`)
  if (said.without_provider.length > 0)
    lines.push(`Not looked up, because no connected provider serves them: ${said.without_provider.join(', ')}\n`)
  if (said.unknown.length > 0) {
    const some = said.unknown.slice(0, unknownShown).map(printable).join(', ')
    const more = said.unknown.length - unknownShown
    lines.push(`Of the list, not on this server: ${some}${more > 0 ? ` and ${more} more (--json names all)` : ''}\n`)
  }
  const publishable = changed.some(({ result }) => result === 'would_publish')
  if (!flags.approve && publishable) lines.push('Nothing was published. To publish: the same command with --approve --approver <name>\n')
  return lines.join('')
}
