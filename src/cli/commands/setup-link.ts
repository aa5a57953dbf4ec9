// `setup-link`: a new single-use link to the dashboard. Knows nothing of sessions.
import type { CliContext, SettingFlags } from '../context.ts'
import { withControl } from '../control-client.ts'
import { json } from '../output.ts'

export async function setupLink(context: CliContext, flags: SettingFlags & { readonly json?: boolean }): Promise<void> {
  const link = await withControl(context, flags, ({ call }) => call<{ setup_url: string; expires_at: string }>('POST', '/setup-links', {}))
  if (flags.json) return context.terminal.out(json(link))
  context.terminal.out(`${link.setup_url}\n`)
  context.terminal.err(`Works once, until ${link.expires_at}\n`)
}
