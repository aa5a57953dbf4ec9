// `models list`: what callers can name, through the control API. Knows no catalog.
import type { ModelJson } from '../../contract/control-api.ts'
import type { CliContext, SettingFlags } from '../context.ts'
import { withControl } from '../control-client.ts'
import { json, table } from '../output.ts'

export async function listModels(context: CliContext, flags: SettingFlags & { readonly json?: boolean }): Promise<void> {
  const data = await withControl(context, flags, ({ list }) => list<ModelJson>('/models'))
  const { terminal } = context
  if (flags.json) return terminal.out(json(data))
  if (data.length === 0) return terminal.out('No models. Set a vendor key in the environment, or list models in nexorouter.yaml\n')
  const columns = [
    { title: 'MODEL', cell: (model: ModelJson) => model.id },
    { title: 'STATUS', cell: (model: ModelJson) => model.status },
    { title: 'IN $/M', cell: (model: ModelJson) => model.price_usd_per_million?.input ?? '-', right: true },
    { title: 'OUT $/M', cell: (model: ModelJson) => model.price_usd_per_million?.output ?? '-', right: true },
    { title: 'CONTEXT', cell: (model: ModelJson) => String(model.context_length), right: true },
    { title: 'PROVIDERS', cell: (model: ModelJson) => model.providers.join(',') || '-' },
    { title: 'CAPABILITIES', cell: (model: ModelJson) => model.capabilities.join(',') },
  ]
  terminal.out(table(terminal, columns, data))
}
