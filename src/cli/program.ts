// Every command with its flags, as one tree; docs/reference/cli.md is pinned to it. Runs nothing until a command is parsed.
import { Command, InvalidArgumentError, Option } from 'commander'
import { settings, type SettingName } from '../config-settings.ts'
import type { CliContext } from './context.ts'
import { addPrices } from './program-prices.ts'
import { addRouting } from './program-routing.ts'
import { dataFlags, serveFlags } from './setting-flags.ts'
import { readVersion } from './version.ts'

type Add = (command: Command) => Command

const data: Add = (command) => withSettings(command, dataFlags)
const asJson: Add = (command) => command.option('--json', 'print JSON with stable field names')

/** Setting flags keep the names of the settings, whatever they are called on the command line. */
function withSettings(command: Command, names: readonly SettingName[]): Command {
  for (const name of names) {
    const { flag, why } = settings[name]
    const option = new Option(`${flag} <value>`, why)
    option.attributeName = () => name
    command.addOption(option)
  }
  return command
}

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    if (value >= min && value <= max) return value
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }
}

/** A flag that may be repeated. */
function collect(text: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, text]
}

/** The tree. Modules of commands load when a command runs: `version` does not pay for the server. */
export function buildProgram(context: CliContext): Command {
  const program = new Command('nexorouter')
  program
    .description('An OpenAI-compatible LLM router that anybody can host.')
    .version(readVersion(), '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({ writeOut: context.terminal.out, writeErr: context.terminal.err })
    .addHelpText(
      'after',
      '\nExit codes: 0 ok, 1 failed, 2 usage, 3 not found, 4 refused, 5 data folder, 6 configuration, 7 address, 8 drift, 69 no Node.',
    )
  addServer(program, context)
  addKeys(program, context)
  addMoneyAndUsage(program, context)
  addLedger(program, context)
  addReconcile(program, context)
  addSecretKey(program, context)
  addReceipts(program, context)
  addCatalog(program, context)
  addPrices(program, context, { asJson, data })
  addRouting(program, context, { asJson, data })
  addVerify(program, context)
  addProofs(program, context)
  addPeople(program, context)
  addCare(program, context)
  nameHelp(program, 'nexorouter')
  return program
}

/** Behind a wrong word stands where the right ones are. */
function nameHelp(command: Command, path: string): void {
  command.showHelpAfterError(`(${path} --help lists ${command.commands.length > 0 ? 'the commands' : 'what it takes'})`)
  for (const one of command.commands) nameHelp(one, `${path} ${one.name()}`)
}

function addServer(program: Command, context: CliContext): void {
  withSettings(program.command('serve'), serveFlags)
    .description('start the server; on an empty data folder also creates an account, a key and a setup link')
    .action(async (flags) => (await import('./commands/serve.ts')).serve(context, flags))
  asJson(data(withSettings(program.command('init'), ['host', 'port', 'publicUrl'])))
    .description('prepare a data folder without serving')
    .option('--yes', 'do not ask')
    .action(async (flags) => (await import('./commands/init.ts')).init(context, flags))
  asJson(data(program.command('healthcheck')))
    .description('exit 0 when the server is ready, 1 when it is not')
    .option('--url <url>', 'ask this server instead of the one on the data folder')
    .action(async (flags) => (await import('./commands/healthcheck.ts')).healthcheck(context, flags))
  asJson(data(withSettings(program.command('doctor'), ['host', 'port'])))
    .description('check everything that a start depends on, with a fix for each finding')
    .action(async (flags) => (await import('./commands/doctor.ts')).doctor(context, flags))
  asJson(program.command('version'))
    .description('print the versions of NexoRouter, Node and SQLite')
    .action(async (flags) => (await import('./commands/version.ts')).version(context, flags))
}

function addKeys(program: Command, context: CliContext): void {
  const load = () => import('./commands/keys.ts')
  const keys = program.command('keys').description('API keys: what programs call with')
  asJson(data(keys.command('create')))
    .description('create a key and print its secret, once')
    .requiredOption('--name <name>', 'label shown in tables and logs')
    .option('--budget-usd <amount>', 'hard cap over its life or per window, such as 5 or 0.50')
    .option('--budget-reset <when>', 'daily, weekly (from Monday) or monthly, in UTC; never when absent')
    .option('--model-budget <model=usd>', 'hard cap on one model; may be repeated', collect, [])
    .option('--member <id>', 'whose key it is, for budgets of members')
    .option('--expires <when>', 'such as 30d or 2027-01-31; never when absent')
    .option('--models <scope>', 'all, chat, or model IDs separated by commas', 'all')
    .option('--rpm <number>', 'requests per minute of its own, or none')
    .option('--tpm <number>', 'estimated input tokens per minute of its own, or none')
    .option('--concurrency <number>', 'requests in flight of its own, or none')
    .option('--region <name...>', 'its requests go to offers in these regions only')
    .option('--deny-collection', 'only to offers that are known neither to store prompts nor to train on them')
    .option('--zdr', 'only to offers that are known to keep nothing')
    .option('--continue-streams', 'broken streams go on with another provider')
    .action(async (flags) => (await load()).createKey(context, flags))
  asJson(data(keys.command('list')))
    .description('list all keys with their spend')
    .action(async (flags) => (await load()).listKeys(context, flags))
  asJson(data(keys.command('budget <key>')))
    .description('change the budgets of a key, also while it is used; <key> is its ID or its name')
    .option('--usd <amount>', 'hard cap over its life or per window, or none')
    .option('--reset <when>', 'daily, weekly (from Monday), monthly, or never; another one begins to count anew')
    .option('--model-budget <model=usd>', 'hard cap on one model, or <model>=none; may be repeated', collect, [])
    .action(async (key, flags) => (await import('./commands/key-budgets.ts')).changeKeyBudget(context, key, flags))
  for (const [name, description] of [
    ['revoke', 'switch a key off; enable brings it back'],
    ['enable', 'switch a revoked key on again'],
    ['delete', 'destroy a key and its secret for good'],
  ] as const) {
    asJson(data(keys.command(`${name} <key>`)))
      .description(`${description}; <key> is its ID or its name`)
      .action(async (key, flags) => (await load()).changeKey(context, name, { key, flags }))
  }
}

function addMoneyAndUsage(program: Command, context: CliContext): void {
  const credit = program.command('credit').description('prepaid balance')
  asJson(data(credit.command('add')))
    .description('add credit to the account')
    .requiredOption('--usd <amount>', 'decimal dollars, such as 5 or 12.50')
    .option('--note <text>', 'why, for the ledger', '')
    .option('--reference <text>', 'credits once, however often it is sent')
    .action(async (flags) => (await import('./commands/credit.ts')).addCredit(context, flags))
  asJson(data(credit.command('show')))
    .description('show the balance')
    .action(async (flags) => (await import('./commands/credit.ts')).showCredit(context, flags))
  const budgets = program.command('budgets').description('hard caps on what the account and its members spend; those of keys: keys budget')
  asJson(data(budgets.command('set')))
    .description('make or change a budget; the same account, member and model have one')
    .requiredOption('--usd <amount>', 'decimal dollars, such as 50')
    .option('--member <id>', 'of this member; of the account when absent')
    .option('--model <id>', 'on this model; on all together when absent')
    .option('--reset <when>', 'daily, weekly (from Monday), monthly, or never', 'never')
    .action(async (flags) => (await import('./commands/budgets.ts')).setBudget(context, flags))
  asJson(data(budgets.command('list')))
    .description('list the budgets of the account and of its members, with how they stand')
    .action(async (flags) => (await import('./commands/budgets.ts')).listBudgets(context, flags))
  asJson(data(budgets.command('remove <id>')))
    .description('remove such a budget')
    .action(async (id, flags) => (await import('./commands/budgets.ts')).removeBudget(context, { id, flags }))
  const usage = program.command('usage').description('usage records: one per request')
  asJson(data(usage.command('list')))
    .description('newest first')
    .option('--limit <number>', 'how many', wholeNumber(1, 100_000), 50)
    .option('--key <key>', 'only this key (ID or name)')
    .option('--model <id>', 'only this model')
    .option('--status <class>', 'success, user_error, quota, rate_limit, upstream, gateway or cancelled')
    .action(async (flags) => (await import('./commands/usage.ts')).listUsage(context, flags))
}

function addLedger(program: Command, context: CliContext): void {
  const ledger = program.command('ledger').description('proof that the books are what was written into them')
  asJson(data(ledger.command('verify')))
    .description('replay every entry and hash of a stopped server or a backup; exit 1 when something does not follow')
    .option('--file <file>', 'this database file, such as a backup, instead of the data folder')
    .option('--anchor <sequence:hash...>', 'places of the chain kept elsewhere; they show whether the end was cut off')
    .action(async (flags) => (await import('./commands/ledger.ts')).verifyLedger(context, flags))
}

function addSecretKey(program: Command, context: CliContext): void {
  const secretKey = program.command('secret-key').description("the secret that protects a server's stored secrets")
  asJson(data(secretKey.command('rotate')))
    .description('give the data of a stopped server a new secret and seal everything anew; keys keep working')
    .option('--to <file>', 'where the new secret goes when it comes from NEXOROUTER_SECRET_KEY; the file must not exist')
    .action(async (flags) => (await import('./commands/secret-key.ts')).rotateSecret(context, flags))
}

function addReconcile(program: Command, context: CliContext): void {
  asJson(data(program.command('reconcile <file>')))
    .description(
      "compare a provider's bill (CSV) with the provider cost recorded here, per model and UTC day; exit 8 when they drift apart",
    )
    .requiredOption('--provider <id>', 'whose bill it is, such as openai')
    .option('--since <day>', 'the first day to compare, such as 2026-11-01; the first of the file when absent')
    .option('--until <day>', 'the last day to compare; the last of the file when absent')
    .option('--threshold <percent>', 'a difference beyond this share of what was recorded is drift', '1')
    .option('--tolerance-usd <amount>', 'a difference in cost up to this is none, whatever its share', '0.01')
    .action(async (file, flags) => (await import('./commands/reconcile.ts')).reconcile(context, file, flags))
}

function addReceipts(program: Command, context: CliContext): void {
  const load = () => import('./commands/receipt.ts')
  const receipt = program.command('receipt').description('signed proof of what one request cost')
  asJson(data(receipt.command('show <request>')))
    .description('the signed receipt of a charged request; --json prints it whole, for `receipt verify`')
    .action(async (request, flags) => (await load()).showReceipt(context, request, flags))
  asJson(receipt.command('verify <file>'))
    .description('check a receipt without a server; exit 1 when it is not what the key signed')
    .requiredOption('--public-key <file>', 'what /.well-known/nexorouter-receipts.json of the issuer says, or one public key in base64url')
    .action(async (file, flags) => (await load()).verifyReceipt(context, file, flags))
  asJson(data(receipt.command('rotate-key')))
    .description('make a new key that signs from now on; receipts of earlier keys stay valid')
    .action(async (flags) => (await load()).rotateReceiptKey(context, flags))
}

function addCatalog(program: Command, context: CliContext): void {
  const models = program.command('models').description('what callers can name')
  asJson(data(models.command('list')))
    .description('list all models with price and status')
    .action(async (flags) => (await import('./commands/models.ts')).listModels(context, flags))
  const providers = program.command('providers').description('who answers')
  asJson(data(providers.command('list')))
    .description('list the connected providers')
    .action(async (flags) => (await import('./commands/providers.ts')).listProviders(context, flags))
  asJson(data(providers.command('test [provider]')))
    .description('ask one provider, or all of them, for its model list')
    .action(async (provider, flags) => (await import('./commands/providers.ts')).testProviders(context, provider, flags))
}

function addVerify(program: Command, context: CliContext): void {
  asJson(data(program.command('verify')))
    .description('probe each offer for streaming, tools, schemas, images and more; the operator pays; exit 1 when a probe does not pass')
    .option('--model <id>', 'only the offers of this model')
    .option('--provider <id>', 'only the offers of this provider')
    .option('--probe <name>', 'only this probe, such as tools; may be repeated', collect, [])
    .option('--last', 'print what the last probes found, and ask nobody')
    .action(async (flags) => (await import('./commands/verify.ts')).verify(context, flags))
}

function addProofs(program: Command, context: CliContext): void {
  const demo = program.command('demo').description('see for yourself, on this machine only')
  asJson(demo.command('race'))
    .description(
      '200 requests at once for the money of 10, on a server of its own in a new data folder: exactly 10 run, no balance goes below 0',
    )
    .option('--rounds <number>', 'how often each race is run', wholeNumber(1, 10_000), 5)
    .action(async (flags) => (await import('./commands/race.ts')).race(context, flags))
}

function addPeople(program: Command, context: CliContext): void {
  const audit = program.command('audit').description('what was done, by whom')
  asJson(data(audit.command('verify')))
    .description('recompute every hash of the audit log; exit 1 when it was changed')
    .action(async (flags) => (await import('./commands/audit.ts')).verifyAudit(context, flags))
  const load = () => import('./commands/users.ts')
  const users = program.command('users').description('who may sign in')
  asJson(data(users.command('list')))
    .description('list everybody who may sign in')
    .action(async (flags) => (await load()).listUsers(context, flags))
  asJson(data(users.command('reset-code <email> <reset-id>')))
    .description(
      'print a code for a new password, for whoever tells you the ID that the page behind "Forgot your password?" shows (10 minutes)',
    )
    .action(async (email, resetId, flags) => (await load()).showResetCode(context, { email, resetId, flags }))
  asJson(data(users.command('drop-factors <email>')))
    .description(
      'remove the app, passkeys and recovery codes of somebody who lost them; their password stays, their browsers are signed out',
    )
    .option('--identities', 'disconnect the identities of other services as well')
    .action(async (email, flags) => (await load()).dropFactors(context, email, flags))
  for (const [name, description] of [
    ['disable', 'sign somebody out and let them in no more; enable brings them back'],
    ['enable', 'let a disabled user in again'],
  ] as const) {
    asJson(data(users.command(`${name} <email>`)))
      .description(description)
      .action(async (email, flags) => (await load()).changeUser(context, name, { email, flags }))
  }
  asJson(data(withSettings(program.command('setup-link'), ['publicUrl'])))
    .description('print a new single-use link to the dashboard (15 minutes); earlier links end')
    .action(async (flags) => (await import('./commands/setup-link.ts')).setupLink(context, flags))
}

function addCare(program: Command, context: CliContext): void {
  asJson(data(program.command('backup <file>')))
    .description('copy the data into a new file, also while serving; the secret is not in it')
    .option('--secret-to <file>', 'write the secret key into a file of its own (mode 600); keep it apart')
    .action(async (file, flags) => (await import('./commands/backup.ts')).backup(context, file, flags))
  asJson(data(program.command('restore <file>')))
    .description('bring a backup back into an empty data folder')
    .option('--secret-from <file>', 'the file that backup --secret-to wrote')
    .action(async (file, flags) => (await import('./commands/restore.ts')).restore(context, file, flags))
}
