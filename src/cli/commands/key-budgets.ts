// `keys budget`: changes the budgets of a key, also while it is used. Knows no storage.
import type { KeyJson } from '../../contract/control-api.ts'
import type { CliContext, SettingFlags } from '../context.ts'
import { withControl } from '../control-client.ts'
import { modelBudgetsOf, resetOf } from '../budget-words.ts'
import { CliFailure } from '../exit-codes.ts'
import { json, paint } from '../output.ts'
import { findKeyId } from './keys.ts'

export interface KeyBudgetFlags extends SettingFlags {
  readonly usd?: string
  readonly reset?: string
  readonly modelBudget: readonly string[]
  readonly json?: boolean
}

export async function changeKeyBudget(context: CliContext, key: string, flags: KeyBudgetFlags): Promise<void> {
  const models = modelBudgetsOf(flags.modelBudget)
  if (flags.usd === undefined && flags.reset === undefined && flags.modelBudget.length === 0) {
    throw new CliFailure('usage', 'say what to change: --usd, --reset or --model-budget')
  }
  const changed = await withControl(context, flags, async (client) => {
    const id = await findKeyId(client, key)
    const body = {
      ...(flags.usd !== undefined && { budget_usd: flags.usd === 'none' ? null : flags.usd }),
      ...(flags.reset !== undefined && { budget_reset: resetOf('--reset', flags.reset) }),
      ...(flags.modelBudget.length > 0 && { model_budgets: merged(await client.call<KeyJson>('GET', `/keys/${id}`), models) }),
    }
    return client.call<KeyJson>('PATCH', `/keys/${id}`, body)
  })
  if (flags.json) return context.terminal.out(json(changed))
  context.terminal.out(`${paint(context.terminal, 'green', 'Changed')} ${changed.id}: ${budgetText(changed)}\n`)
}

function merged(key: KeyJson, models: Record<string, string | null>): Record<string, string> {
  const now = Object.fromEntries(Object.entries(key.model_budgets).map(([model, budget]) => [model, budget.budget_usd]))
  return Object.fromEntries(Object.entries({ ...now, ...models }).filter((entry): entry is [string, string] => entry[1] !== null))
}

function budgetText(key: KeyJson): string {
  const own = key.budget_usd === null ? 'no budget of its own' : `${key.budget_spent_usd} of ${key.budget_usd} USD spent`
  const models = Object.entries(key.model_budgets).map(([model, { spent_usd, budget_usd }]) => `${model} ${spent_usd} of ${budget_usd} USD`)
  const reset = key.budget_reset === null ? [] : [`resets ${key.budget_reset}`]
  return [own, ...models, ...reset].join(', ')
}
