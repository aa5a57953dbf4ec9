// `budgets set|list|remove`: budgets of the account and of its members, through the control API. Knows no storage.
import { suggestion } from '../../config-suggest.ts'
import type { BudgetJson } from '../../contract/budget-api.ts'
import type { KeyJson } from '../../contract/control-api.ts'
import { resetOf } from '../budget-words.ts'
import type { CliContext, SettingFlags } from '../context.ts'
import { withControl } from '../control-client.ts'
import { json, paint, printable, table } from '../output.ts'

export interface SetBudgetFlags extends SettingFlags {
  readonly usd: string
  readonly member?: string
  readonly model?: string
  readonly reset?: string
  readonly json?: boolean
}

export async function setBudget(context: CliContext, flags: SetBudgetFlags): Promise<void> {
  const body = {
    budget_usd: flags.usd,
    ...(flags.member !== undefined && { member_id: flags.member }),
    ...(flags.model !== undefined && { model: flags.model }),
    ...(flags.reset !== undefined && { reset: resetOf('--reset', flags.reset) }),
  }
  const { set, keys } = await withControl(context, flags, async ({ call, list }) => ({
    set: await call<BudgetJson>('POST', '/budgets', body),
    keys: flags.member === undefined ? [] : await list<KeyJson>('/keys'),
  }))
  if (flags.member !== undefined) warnAboutMember(context, flags.member, keys)
  if (flags.json) return context.terminal.out(json(set))
  const when = set.reset === null ? 'never resets' : `resets ${set.reset}, next at ${set.resets_at}`
  context.terminal.out(`${paint(context.terminal, 'green', 'Set')} ${set.id}: ${ownerOf(set)}, ${set.budget_usd} USD, ${when}\n`)
}

/** A member is whoever keys are said to belong to, so a misspelt one is nobody, and its budget stops nothing. */
function warnAboutMember({ terminal }: CliContext, member: string, keys: readonly KeyJson[]): void {
  const members = [...new Set(keys.map(({ member_id: id }) => id).filter((id) => id !== null))]
  if (members.includes(member)) return
  const near = suggestion(member, members)
  const known = near !== '' ? near : members.length === 0 ? '' : `; keys belong to ${members.slice(0, 10).map(printable).join(', ')}`
  terminal.err(`No key belongs to ${printable(member)}${known}. The budget counts for keys made with --member ${printable(member)}.\n`)
}

export async function listBudgets(context: CliContext, flags: SettingFlags & { readonly json?: boolean }): Promise<void> {
  const data = await withControl(context, flags, ({ list }) => list<BudgetJson>('/budgets'))
  const { terminal } = context
  if (flags.json) return terminal.out(json(data))
  if (data.length === 0) return terminal.out('No budgets of the account or of members. Those of keys: nexorouter keys list\n')
  const columns = [
    { title: 'ID', cell: (budget: BudgetJson) => budget.id },
    { title: 'OF', cell: ownerOf },
    { title: 'SPENT USD', cell: (budget: BudgetJson) => budget.spent_usd, right: true },
    { title: 'BUDGET USD', cell: (budget: BudgetJson) => budget.budget_usd, right: true },
    { title: 'LEFT USD', cell: (budget: BudgetJson) => budget.remaining_usd, right: true },
    { title: 'RESETS (UTC)', cell: (budget: BudgetJson) => budget.resets_at?.slice(0, 10) ?? 'never' },
  ]
  terminal.out(table(terminal, columns, data))
}

function ownerOf({ member_id: member, model }: BudgetJson): string {
  return `${member === null ? 'account' : `member ${member}`}${model === null ? '' : `, model ${model}`}`
}

export interface RemoveBudget {
  readonly id: string
  readonly flags: SettingFlags & { readonly json?: boolean }
}

export async function removeBudget(context: CliContext, { id, flags }: RemoveBudget): Promise<void> {
  const removed = await withControl(context, flags, ({ call }) => call<object>('DELETE', `/budgets/${encodeURIComponent(id)}`))
  if (flags.json) return context.terminal.out(json(removed))
  context.terminal.out(`${paint(context.terminal, 'green', 'Removed')} ${printable(id)}\n`)
}
