// `prices import`: a foreign price list read, compared with the price book, and published only when somebody approves. Knows no storage.
import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { type Found, findPrice, type PriceSource } from '../../catalog/price-sources/match-models.ts'
import { readGenaiPrices } from '../../catalog/price-sources/read-genai-prices.ts'
import { readLitellm } from '../../catalog/price-sources/read-litellm.ts'
import { readModelsDev } from '../../catalog/price-sources/read-models-dev.ts'
import { readOpenrouter } from '../../catalog/price-sources/read-openrouter.ts'
import { parseExactJson, type SourcedPrice } from '../../catalog/price-sources/sourced-price.ts'
import type { PublishedPriceJson, PublishPricesJson, PriceVersionJson } from '../../contract/prices-api.ts'
import type { CliContext } from '../context.ts'
import { type ControlClient, withControl } from '../control-client.ts'
import { CliFailure } from '../exit-codes.ts'
import { json, printable } from '../output.ts'
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

/** What the command found, with stable names. */
interface ImportJson {
  readonly from: PriceSource
  readonly published: boolean
  /** One row per model that is here and in the list. */
  readonly data: readonly PublishedPriceJson[]
  /** Models here whose price stands in the YAML: never touched. */
  readonly read_only: readonly string[]
  /** Models here that the list does not name. */
  readonly not_in_list: readonly string[]
  /** Models here that no connected provider serves, so that nobody can say what the list calls them. */
  readonly without_provider: readonly string[]
  /** Models here that the list names in a way that cannot be used, with the reason. */
  readonly unusable: readonly { readonly model: string; readonly reason: string }[]
  /** Models of the list that this server does not know. */
  readonly unknown: readonly string[]
}

/** The largest list has about 5 MB. */
const fileBytesMax = 64 * 1_048_576
/** Prices in one call of the control API, whose bodies end at 1 MiB. */
const pricesPerCall = 200

export async function importPrices(context: CliContext, file: string, flags: ImportFlags): Promise<void> {
  if (flags.approve && flags.dryRun)
    throw new CliFailure('usage', '--dry-run only shows what would change; leave it out to publish with --approve')
  if (flags.approve && flags.approver === undefined)
    throw new CliFailure('usage', '--approve needs --approver <name>: who approves these prices')
  const entries = readList(flags.from, file, context.clock.now())
  const said = await withControl(context, flags, (client) => importOver(client, entries, file, flags))
  context.terminal.out(flags.json ? json(said) : textOf(context, said, flags))
  const held = said.data.filter(({ result }) => result === 'implausible').map(({ model }) => model)
  if (flags.approve && held.length > 0) {
    throw new CliFailure('refused', `not published, because the change is implausible: ${held.join(', ')}; --force publishes them too`)
  }
}

function readList(from: PriceSource, file: string, nowMs: number): readonly SourcedPrice[] {
  let list: unknown
  try {
    if (statSync(file).size > fileBytesMax) throw new Error(`it is larger than ${fileBytesMax} bytes`)
    list = parseExactJson(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new CliFailure('usage', `cannot read ${file} as JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const readers: Readonly<Record<PriceSource, () => readonly SourcedPrice[]>> = {
    'genai-prices': () => readGenaiPrices(list, new Date(nowMs).toISOString().slice(0, 10)),
    litellm: () => readLitellm(list),
    'models.dev': () => readModelsDev(list),
    openrouter: () => readOpenrouter(list),
  }
  const entries = readers[from]()
  if (entries.some(({ price }) => typeof price !== 'string')) return entries
  throw new CliFailure('usage', `${file} holds no price in the form of ${from}; is --from right?`)
}

async function importOver(client: ControlClient, entries: readonly SourcedPrice[], file: string, flags: ImportFlags): Promise<ImportJson> {
  const { data: book } = await client.call<{ data: PriceVersionJson[] }>('GET', '/prices')
  const models = new Map(book.map((row) => [row.model, row]))
  const missing = (flags.model ?? []).find((name) => !models.has(name))
  if (missing !== undefined) throw new CliFailure('not_found', `there is no model ${missing} on this server; IDs are case-sensitive`)
  // Simulated models are in nobody's list.
  const wanted = [...models.values()].filter((row) => flags.model?.includes(row.model) ?? row.provenance !== 'demo')
  const found = wanted.filter((row) => !row.read_only).map((row) => ({ model: row.model, found: findPrice(row, entries, flags.provider) }))
  const prices = found.flatMap(({ model, found: one }) =>
    one.kind === 'found' ? [{ model, price: one.price, source: `${flags.from} ${basename(file)}: ${one.entry.name}`.slice(0, 500) }] : [],
  )
  const compared = await publish(client, prices, { ...flags, dryRun: true })
  const approved = compared.filter(({ result }) => result === 'would_publish').map(({ model }) => model)
  const published = flags.approve
    ? await publish(
        client,
        prices.filter(({ model }) => approved.includes(model)),
        flags,
      )
    : []
  const done = new Map(published.map((row) => [row.model, row]))
  const absent = wanted.filter(({ model }) => found.some((one) => one.model === model && one.found.kind === 'absent'))
  const used = new Set(found.flatMap(({ found: one }) => ('entry' in one ? [one.entry.name] : one.kind === 'ambiguous' ? one.names : [])))
  return {
    from: flags.from,
    published: published.length > 0,
    data: compared.map((row) => done.get(row.model) ?? row),
    read_only: wanted.filter((row) => row.read_only).map(({ model }) => model),
    not_in_list: absent.filter((row) => row.offers.length > 0).map(({ model }) => model),
    without_provider: absent.filter((row) => row.offers.length === 0).map(({ model }) => model),
    unusable: found.flatMap(({ model, found: one }) => unusableOf(model, one)),
    unknown: entries.filter(({ name }) => !used.has(name)).map(({ name }) => name),
  }
}

function unusableOf(model: string, found: Found): { model: string; reason: string }[] {
  if (found.kind === 'unusable') return [{ model, reason: `${found.entry.name}: ${found.why}` }]
  if (found.kind !== 'ambiguous') return []
  return [{ model, reason: `its providers have different prices (${found.names.join(', ')}); choose one with --provider` }]
}

interface Offered {
  readonly model: string
  readonly price: object
  readonly source: string
}

async function publish(client: ControlClient, prices: readonly Offered[], flags: ImportFlags): Promise<PublishedPriceJson[]> {
  const rows: PublishedPriceJson[] = []
  for (let at = 0; at < prices.length; at += pricesPerCall) {
    const body = {
      prices: prices.slice(at, at + pricesPerCall),
      approved_by: flags.approver ?? 'nobody yet',
      force: flags.force === true,
      dry_run: flags.dryRun === true,
    }
    rows.push(...(await client.call<PublishPricesJson>('POST', '/prices', body)).data)
  }
  return rows
}

/** Names of the list in a person's answer; `--json` has all of them. */
const unknownShown = 5

function textOf(context: CliContext, said: ImportJson, flags: ImportFlags): string {
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
