// `providers list|test`: who answers, through the control API. Knows no vendor.
import type { ProviderTestJson } from '../../contract/control-api.ts'
import type { ProviderJson } from '../../contract/providers-api.ts'
import type { CliContext, SettingFlags } from '../context.ts'
import { withControl } from '../control-client.ts'
import { CliFailure } from '../exit-codes.ts'
import { json, paint, printable, table } from '../output.ts'

type Flags = SettingFlags & { readonly json?: boolean }

export async function listProviders(context: CliContext, flags: Flags): Promise<void> {
  const data = await withControl(context, flags, ({ list }) => list<ProviderJson>('/providers'))
  const { terminal } = context
  if (flags.json) return terminal.out(json(data))
  if (data.length === 0) return terminal.out('No providers. Set a vendor key in the environment, or list providers in nexorouter.yaml\n')
  const columns = [
    { title: 'PROVIDER', cell: (provider: ProviderJson) => provider.id },
    { title: 'NAME', cell: (provider: ProviderJson) => provider.name },
    { title: 'STATUS', cell: (provider: ProviderJson) => provider.status },
    { title: 'MODELS', cell: (provider: ProviderJson) => String(provider.models), right: true },
    { title: 'BASE URL', cell: (provider: ProviderJson) => provider.base_url },
  ]
  terminal.out(table(terminal, columns, data))
}

/** Exits 1 when one of them fails. */
export async function testProviders(context: CliContext, provider: string | undefined, flags: Flags): Promise<void> {
  const { terminal } = context
  const results = await withControl(
    context,
    flags,
    async ({ call, list }) => {
      const all = await list<ProviderJson>('/providers')
      const wanted = provider === undefined ? all.map(({ id }) => id) : [provider]
      return Promise.all(wanted.map((id) => call<ProviderTestJson>('POST', `/providers/${encodeURIComponent(id)}/test`, {})))
    },
    { providers: true },
  )
  if (flags.json) terminal.out(json(results))
  else if (results.length === 0) terminal.out('No providers to test.\n')
  else for (const result of results) terminal.out(lineOf(result))
  const failed = results.filter(({ ok }) => !ok).length
  if (failed > 0) throw new CliFailure('failed', failed === 1 ? 'one provider failed' : `${failed} providers failed`)

  function lineOf({ provider: id, ok, latency_ms: ms, result }: ProviderTestJson): string {
    return `${paint(terminal, ok ? 'green' : 'red', ok ? 'ok    ' : 'failed')}  ${id.padEnd(14)}  ${String(ms).padStart(6)} ms  ${printable(result)}\n`
  }
}
