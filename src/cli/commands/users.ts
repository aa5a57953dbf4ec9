// `users list|reset-code|drop-factors|disable|enable`: who may sign in, through the control API. Knows no storage and no passwords.
import type { DroppedFactorsJson } from '../../contract/factors-api.ts'
import type { ShownCodeJson } from '../../contract/people-api.ts'
import type { UserJson } from '../../contract/sign-in-api.ts'
import type { CliContext, SettingFlags } from '../context.ts'
import { type ControlClient, withControl } from '../control-client.ts'
import { CliFailure } from '../exit-codes.ts'
import { json, paint, printable, table } from '../output.ts'

type Flags = SettingFlags & { readonly json?: boolean }

interface Page {
  readonly data: readonly UserJson[]
  readonly next: string | null
}

export async function listUsers(context: CliContext, flags: Flags): Promise<void> {
  const users = await withControl(context, flags, everybody)
  const { terminal } = context
  if (flags.json) return terminal.out(json(users))
  if (users.length === 0) return terminal.out('Nobody yet. The first owner: nexorouter setup-link\n')
  const columns = [
    { title: 'E-MAIL', cell: (user: UserJson) => printable(user.email) },
    { title: 'NAME', cell: (user: UserJson) => printable(user.name) },
    { title: 'IS', cell: (user: UserJson) => (user.disabled ? 'disabled' : user.operator ? 'operator' : 'user') },
    { title: 'SINCE (UTC)', cell: (user: UserJson) => user.created_at.slice(0, 10) },
  ]
  terminal.out(table(terminal, columns, users))
}

async function everybody({ call }: ControlClient): Promise<readonly UserJson[]> {
  const users: UserJson[] = []
  for (let after = ''; ; ) {
    const page: Page = await call<Page>('GET', `/users?limit=1000${after}`)
    users.push(...page.data)
    if (page.next === null) return users
    after = `&after=${encodeURIComponent(page.next)}`
  }
}

export interface ShowResetCode {
  readonly email: string
  readonly resetId: string
  readonly flags: Flags
}

export async function showResetCode(context: CliContext, { email, resetId, flags }: ShowResetCode): Promise<void> {
  const shown = await withControl(context, flags, async (control) => {
    const { id } = await findUser(email, control)
    return control.call<ShownCodeJson>('POST', `/users/${id}/reset-code`, { reset_id: resetId })
  })
  const { terminal } = context
  if (flags.json) return terminal.out(json(shown))
  terminal.out(`${shown.code}\n`)
  terminal.err(
    `For ${printable(shown.email)}, until ${shown.expires_at}, in the browser that shows ${printable(resetId)}. Make sure who asks you for it.\n`,
  )
}

export async function dropFactors(context: CliContext, email: string, flags: Flags & { readonly identities?: boolean }): Promise<void> {
  const dropped = await withControl(context, flags, async (control) => {
    const { id } = await findUser(email, control)
    return control.call<DroppedFactorsJson>('POST', `/users/${id}/drop-factors`, { identities: flags.identities === true })
  })
  const { terminal } = context
  if (flags.json) return terminal.out(json(dropped))
  terminal.out(`${printable(dropped.email)} signs in with the password alone now; every browser of theirs was signed out.\n`)
}

export interface ChangeUser {
  readonly email: string
  readonly flags: Flags
}

export async function changeUser(context: CliContext, change: 'disable' | 'enable', { email, flags }: ChangeUser): Promise<void> {
  const changed = await withControl(context, flags, async (control) => {
    const { id } = await findUser(email, control)
    return control.call<UserJson>('PATCH', `/users/${id}`, { disabled: change === 'disable' })
  })
  const { terminal } = context
  if (flags.json) return terminal.out(json(changed))
  terminal.out(`${paint(terminal, 'green', changed.disabled ? 'Disabled' : 'Enabled')} ${printable(changed.email)}\n`)
}

async function findUser(email: string, { call }: ControlClient): Promise<UserJson> {
  const { data } = await call<Page>('GET', `/users?email=${encodeURIComponent(email)}`)
  const user = data[0]
  if (user === undefined) throw new CliFailure('not_found', `nobody has the address ${printable(email)}; nexorouter users list shows all`)
  return user
}
