// The price book's commands: names, flags and help. Runs none of them.
import { type Command, Option } from 'commander'
import { priceSources } from '../contract/price-lists.ts'
import type { CliContext } from './context.ts'

type Dress = (command: Command) => Command

/** `asJson` and `data` add the flags that every command has. */
export function addPrices(program: Command, context: CliContext, { asJson, data }: { readonly asJson: Dress; readonly data: Dress }): void {
  const load = () => import('./commands/prices.ts')
  const prices = program.command('prices').description('the price book: every version with source, approver and effect')
  asJson(data(prices.command('list')))
    .description('show the prices in force and to come')
    .action(async (flags) => (await load()).listPrices(context, flags))
  asJson(data(prices.command('history <model>')))
    .description('show every price that a model ever had')
    .action(async (model, flags) => (await load()).priceHistory(context, model, flags))
  asJson(data(prices.command('publish <model>')))
    .description('publish a price, now or from a later instant on; prices in nexorouter.yaml are read-only')
    .requiredOption('--source <text>', 'where the price was read, such as the address of a page')
    .requiredOption('--approver <name>', 'who approves it')
    .option('--input <usd>', 'USD per million input tokens, such as 0.14')
    .option('--output <usd>', 'USD per million output tokens')
    .option('--cached-input <usd>', 'USD per million input tokens read from a cache')
    .option('--cache-write <usd>', 'USD per million input tokens written to a cache')
    .option('--reasoning <usd>', 'USD per million reasoning tokens')
    .option('--per-call-usd <usd>', 'a fee per answered request')
    .option('--file <file>', 'a JSON file with the whole price, tiers and windows included, instead of the rates')
    .option('--effective-from <when>', 'an ISO date or instant that lies ahead; now when absent')
    .option('--force', 'publish in spite of an implausible jump')
    .option('--dry-run', 'only show what would change')
    .action(async (model, flags) => (await load()).publishPrice(context, model, flags))
  asJson(data(prices.command('import <file>')))
    .description(
      'compare a public price list with the price book; publishes only what somebody approves, and never a price of nexorouter.yaml',
    )
    .addOption(new Option('--from <list>', 'whose list the file is').choices(priceSources).makeOptionMandatory())
    .option('--model <id...>', 'only these models')
    .option('--provider <id>', "of models that several providers serve, this one's price")
    .option('--dry-run', 'only show what would change, as without --approve')
    .option('--approve', 'publish what is plausible')
    .option('--approver <name>', 'who approves it')
    .option('--force', 'publish in spite of implausible jumps')
    .action(async (file, flags) => (await import('./commands/import-prices.ts')).importPrices(context, file, flags))
  asJson(data(prices.command('rerate')))
    .description('show what past charges would have been under other prices; posts the differences only when asked')
    .requiredOption('--since <when>', 'an ISO date or instant: requests that arrived from then on')
    .option('--until <when>', 'requests that arrived before; now when absent')
    .option('--model <id>', 'only this model')
    .option('--account <id>', 'only this account')
    .option('--against <version>', 'a version such as gpt-5@3, or what is in force now', 'current')
    .option('--post', 'post the differences as adjustment entries, charges only within what is there')
    .option('--note <text>', 'why, for the ledger; needed with --post')
    .action(async (flags) => (await import('./commands/rerate-prices.ts')).ratePastCharges(context, flags))
}
