// `prices list|history|publish`: the price book through the control API. Knows no storage and no import files.
import type { PriceJson } from '../../contract/price-json.ts'
import type { PublishedPriceJson, PublishPricesJson, PriceVersionJson } from '../../contract/prices-api.ts'
import type { CliContext, SettingFlags } from '../context.ts'
import { withControl } from '../control-client.ts'
import { CliFailure } from '../exit-codes.ts'
import { type Column, json, paint, table } from '../output.ts'
import { readNamedFile } from '../read-named-file.ts'

export interface PricesFlags extends SettingFlags {
  readonly json?: boolean
}

export async function listPrices(context: CliContext, flags: PricesFlags): Promise<void> {
  const data = await withControl(context, flags, ({ list }) => list<PriceVersionJson>('/prices'))
  const { terminal } = context
  if (flags.json) return terminal.out(json(data))
  terminal.out(table(terminal, [{ title: 'MODEL', cell: (row) => row.model }, ...versionColumns], data))
}

export async function priceHistory(context: CliContext, model: string, flags: PricesFlags): Promise<void> {
  const path = `/prices?model=${encodeURIComponent(model)}`
  const { data } = await withControl(context, flags, ({ call }) => call<{ data: PriceVersionJson[] }>('GET', path))
  const { terminal } = context
  if (flags.json) return terminal.out(json(data))
  if (data.length === 0) return terminal.out('No price was ever published for this model.\n')
  terminal.out(table(terminal, [{ title: 'VERSION', cell: (row) => row.version ?? '-' }, ...versionColumns, approver], data))
}

const versionColumns: readonly Column<PriceVersionJson>[] = [
  { title: 'STATE', cell: ({ state }) => state.replace('_', ' ') },
  { title: 'FROM', cell: (row) => row.effective_from?.replace(/:\d\d\.\d+Z$/, 'Z') ?? '-' },
  { title: 'IN $/M', cell: ({ price }) => price?.input ?? '-', right: true },
  { title: 'OUT $/M', cell: ({ price }) => price?.output ?? '-', right: true },
  { title: 'CACHED', cell: ({ price }) => price?.cached_input ?? '-', right: true },
  { title: 'MORE', cell: ({ price }) => (price === null ? '-' : Object.keys(price).filter(isMore).join(',') || '-') },
  { title: 'SOURCE', cell: (row) => (row.read_only ? 'nexorouter.yaml (read-only)' : (row.source ?? '-')) },
]
const approver: Column<PriceVersionJson> = { title: 'APPROVED BY', cell: (row) => row.approved_by ?? '-' }

function isMore(name: string): boolean {
  return name !== 'input' && name !== 'output' && name !== 'cached_input'
}

export interface PublishFlags extends PricesFlags {
  readonly source: string
  readonly approver: string
  readonly file?: string
  readonly input?: string
  readonly output?: string
  readonly cachedInput?: string
  readonly cacheWrite?: string
  readonly reasoning?: string
  readonly perCallUsd?: string
  readonly effectiveFrom?: string
  readonly force?: boolean
  readonly dryRun?: boolean
}

export async function publishPrice(context: CliContext, model: string, flags: PublishFlags): Promise<void> {
  const price = priceOf(context, flags)
  const entry = { model, price, source: flags.source, ...(flags.effectiveFrom !== undefined && { effective_from: flags.effectiveFrom }) }
  const body = { prices: [entry], approved_by: flags.approver, force: flags.force === true, dry_run: flags.dryRun === true }
  const said = await withControl(context, flags, ({ call }) => call<PublishPricesJson>('POST', '/prices', body))
  if (flags.json) return context.terminal.out(json(said))
  for (const one of said.data) context.terminal.out(publishedText(context, one))
}

function priceOf(context: CliContext, flags: PublishFlags): unknown {
  const said: Partial<PriceJson> = {
    ...(flags.input !== undefined && { input: flags.input }),
    ...(flags.output !== undefined && { output: flags.output }),
    ...(flags.cachedInput !== undefined && { cached_input: flags.cachedInput }),
    ...(flags.cacheWrite !== undefined && { cache_write: flags.cacheWrite }),
    ...(flags.reasoning !== undefined && { reasoning: flags.reasoning }),
    ...(flags.perCallUsd !== undefined && { per_call_usd: flags.perCallUsd }),
  }
  if (flags.file === undefined) return said
  if (Object.keys(said).length > 0) throw new CliFailure('usage', 'name the rates, or a file that holds the whole price, not both')
  const text = readNamedFile(context, flags.file)
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new CliFailure('usage', `cannot read a price from ${flags.file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const verdicts: Readonly<Record<PublishedPriceJson['result'], string>> = {
  published: 'published',
  would_publish: 'would be published',
  unchanged: 'is as it is; nothing to publish',
  implausible: 'is implausible; --force publishes it all the same',
  unknown_model: 'is unknown to this server',
  read_only: 'stands in nexorouter.yaml and is read-only here',
}

/** One model: what happens, and each line that differs. */
export function publishedText({ terminal }: Pick<CliContext, 'terminal'>, said: PublishedPriceJson): string {
  const when = said.result === 'published' || said.result === 'would_publish' ? `, effective from ${said.effective_from}` : ''
  const head = `${said.model} ${verdicts[said.result]}${said.version === null ? '' : ` as ${said.version}`}${when}\n`
  const lines = said.changes.map(({ line, from, to, implausible }) => {
    const change = `  ${line}: ${from ?? '-'} -> ${to ?? '-'}`
    return implausible ? `${paint(terminal, 'yellow', `${change}  (ten times or a tenth)`)}\n` : `${change}\n`
  })
  return head + lines.join('')
}
