// `credit add|show`: the prepaid balance through the control API. Knows no storage.
import type { AccountJson, CreditJson } from '../../contract/control-api.ts'
import { uuid7 } from '../../base/uuid7.ts'
import type { CliContext, SettingFlags } from '../context.ts'
import { withControl } from '../control-client.ts'
import { CliFailure } from '../exit-codes.ts'
import { json, table } from '../output.ts'

export interface AddCreditFlags extends SettingFlags {
  readonly usd: string
  readonly note: string
  readonly reference?: string
  readonly json?: boolean
}

export async function addCredit(context: CliContext, flags: AddCreditFlags): Promise<void> {
  // Made here and named in a failure: whoever does not know whether it happened says it again with the same reference.
  const reference = flags.reference ?? `manual:${uuid7(context.clock.now())}`
  const body = { usd: flags.usd, note: flags.note, reference }
  const credited = await withControl(context, flags, ({ call }) => call<CreditJson>('POST', '/credits', body)).catch((error: unknown) => {
    const refused = error instanceof CliFailure && error.exit !== 'failed'
    if (flags.reference === undefined && !refused) context.terminal.err(`To try again without crediting twice: --reference ${reference}\n`)
    throw error
  })
  if (flags.json) return context.terminal.out(json(credited))
  const what = credited.result === 'duplicate' ? 'This reference was credited before; nothing moved.' : `Added $${credited.usd}.`
  context.terminal.out(`${what} Balance: $${credited.balance_usd} (${credited.balance_quota} quota)\n`)
}

export async function showCredit(context: CliContext, flags: SettingFlags & { readonly json?: boolean }): Promise<void> {
  const data = await withControl(context, flags, ({ list }) => list<AccountJson>('/accounts'))
  if (flags.json) return context.terminal.out(json(data))
  const columns = [
    { title: 'ACCOUNT', cell: (account: AccountJson) => account.name },
    { title: 'BALANCE USD', cell: (account: AccountJson) => account.balance_usd, right: true },
    { title: 'HELD USD', cell: (account: AccountJson) => account.held_usd, right: true },
    { title: 'QUOTA', cell: (account: AccountJson) => account.quota, right: true },
    { title: 'ID', cell: (account: AccountJson) => account.id },
  ]
  context.terminal.out(table(context.terminal, columns, data))
}
