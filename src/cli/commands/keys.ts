// `keys create|list|revoke|enable|delete`: API keys through the control API. Knows no storage.
import type { CreatedKeyJson, KeyJson } from '../../contract/control-api.ts'
import { modelBudgetsOf, resetOf } from '../budget-words.ts'
import type { CliContext, SettingFlags } from '../context.ts'
import { type ControlClient, withControl } from '../control-client.ts'
import { CliFailure } from '../exit-codes.ts'
import { json, paint, printable, table } from '../output.ts'

export interface CreateKeyFlags extends SettingFlags {
  readonly name: string
  readonly budgetUsd?: string
  readonly budgetReset?: string
  readonly modelBudget: readonly string[]
  readonly member?: string
  readonly expires?: string
  readonly models: string
  readonly rpm?: string
  readonly tpm?: string
  readonly concurrency?: string
  readonly region?: readonly string[]
  readonly denyCollection?: boolean
  readonly zdr?: boolean
  readonly continueStreams?: boolean
  readonly json?: boolean
}

/** Nothing is said of it when no flag is. */
function routingOf({ region, denyCollection, zdr, continueStreams }: CreateKeyFlags): object {
  if (region === undefined && !denyCollection && !zdr && !continueStreams) return {}
  return {
    routing: {
      regions: region ?? null,
      data_collection: denyCollection ? 'deny' : 'allow',
      zdr: zdr ?? false,
      continue_streams: continueStreams ?? false,
    },
  }
}

export async function createKey(context: CliContext, flags: CreateKeyFlags): Promise<void> {
  const limits = {
    ...(flags.rpm !== undefined && { requests_per_minute: limitOf('--rpm', flags.rpm) }),
    ...(flags.tpm !== undefined && { tokens_per_minute: limitOf('--tpm', flags.tpm) }),
    ...(flags.concurrency !== undefined && { concurrent_requests: limitOf('--concurrency', flags.concurrency) }),
  }
  const body = {
    name: flags.name,
    models: scopeOf(flags.models),
    ...(flags.budgetUsd !== undefined && { budget_usd: flags.budgetUsd }),
    ...(flags.budgetReset !== undefined && { budget_reset: resetOf('--budget-reset', flags.budgetReset) }),
    ...(flags.modelBudget.length > 0 && { model_budgets: modelBudgetsOf(flags.modelBudget) }),
    ...(flags.member !== undefined && { member_id: flags.member }),
    ...(flags.expires !== undefined && flags.expires !== 'never' && { expires: flags.expires }),
    ...(Object.keys(limits).length > 0 && { limits }),
    ...routingOf(flags),
  }
  const created = await withControl(context, flags, ({ call }) => call<CreatedKeyJson>('POST', '/keys', body))
  // Programs read `id`, `key` and `name` first; the rest follows.
  const { id, key, name, ...rest } = created
  if (flags.json) return context.terminal.out(json({ id, key, name, ...rest }))
  context.terminal.out(`${key}\n`)
  context.terminal.err(`Created ${printable(name)} (${id}). The key above is shown once; keep it.\n`)
}

function limitOf(flag: string, text: string): number | null {
  if (text === 'none') return null
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new CliFailure('usage', `${flag} must be a whole number from 1 to 999999999, or none`)
}

function scopeOf(text: string): 'all' | 'chat' | string[] {
  if (text === 'all' || text === 'chat') return text
  const models = text
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '')
  if (models.length > 0) return models
  throw new CliFailure('usage', '--models must be all, chat, or model IDs separated by commas')
}

export async function listKeys(context: CliContext, flags: SettingFlags & { readonly json?: boolean }): Promise<void> {
  const data = await withControl(context, flags, ({ list }) => list<KeyJson>('/keys'))
  const { terminal } = context
  if (flags.json) return terminal.out(json(data))
  if (data.length === 0) return terminal.out('No keys yet. Create one: nexorouter keys create --name my-app\n')
  const columns = [
    { title: 'ID', cell: (key: KeyJson) => key.id },
    { title: 'NAME', cell: (key: KeyJson) => key.name },
    { title: 'KEY', cell: (key: KeyJson) => `...${key.last_four}` },
    { title: 'STATE', cell: (key: KeyJson) => key.state },
    { title: 'SPENT USD', cell: (key: KeyJson) => key.budget_spent_usd ?? key.spent_usd, right: true },
    { title: 'BUDGET USD', cell: (key: KeyJson) => key.budget_usd ?? '-', right: true },
    { title: 'RESETS (UTC)', cell: (key: KeyJson) => key.budget_resets_at?.slice(0, 10) ?? 'never' },
    { title: 'EXPIRES', cell: (key: KeyJson) => key.expires_at?.slice(0, 10) ?? 'never' },
    { title: 'MODELS', cell: (key: KeyJson) => (typeof key.models === 'string' ? key.models : key.models.join(',')) },
    { title: 'LAST USED (UTC)', cell: (key: KeyJson) => key.last_used_at?.slice(0, 19).replace('T', ' ') ?? 'never' },
  ]
  terminal.out(table(terminal, columns, data))
}

/** The ID of a key that was named by its ID or by its name; a name that several keys have decides nothing. */
export async function findKeyId(client: ControlClient, wanted: string): Promise<string> {
  const data = await client.list<KeyJson>('/keys')
  const byId = data.find(({ id }) => id === wanted)
  if (byId) return byId.id
  const named = data.filter(({ name }) => name === wanted)
  if (named.length === 1) return (named[0] as KeyJson).id
  if (named.length === 0) throw new CliFailure('not_found', `there is no key ${printable(wanted)}; nexorouter keys list shows them`)
  throw new CliFailure('usage', `${named.length} keys are named ${printable(wanted)}; use the ID: ${named.map(({ id }) => id).join(', ')}`)
}

export interface ChangeKey {
  readonly key: string
  readonly flags: SettingFlags & { readonly json?: boolean }
}

export async function changeKey(context: CliContext, action: 'revoke' | 'enable' | 'delete', { key, flags }: ChangeKey): Promise<void> {
  const changed = await withControl(context, flags, async (client) => {
    const id = await findKeyId(client, key)
    if (action !== 'delete') return client.call<KeyJson>('POST', `/keys/${id}/${action}`, {})
    await client.call('DELETE', `/keys/${id}`)
    return { id, deleted: true }
  })
  if (flags.json) return context.terminal.out(json(changed))
  const done = { revoke: 'Revoked', enable: 'Enabled', delete: 'Deleted' }[action]
  context.terminal.out(`${paint(context.terminal, 'green', done)} ${changed.id}\n`)
}
