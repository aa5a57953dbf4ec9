// `usage list`: usage records through the control API, newest first. Knows no storage.
import type { UsageJson } from '../../contract/usage.ts'
import type { CliContext, SettingFlags } from '../context.ts'
import { withControl } from '../control-client.ts'
import { json, table } from '../output.ts'
import { findKeyId } from './keys.ts'

export interface ListUsageFlags extends SettingFlags {
  readonly limit: number
  readonly key?: string
  readonly model?: string
  readonly status?: string
  readonly json?: boolean
}

/** The most that the control API gives at once. */
const pageMax = 1_000

export async function listUsage(context: CliContext, flags: ListUsageFlags): Promise<void> {
  const records = await withControl(context, flags, async (client) => {
    const filter = new URLSearchParams()
    if (flags.key !== undefined) filter.set('key_id', await findKeyId(client, flags.key))
    if (flags.model !== undefined) filter.set('model', flags.model)
    if (flags.status !== undefined) filter.set('status', flags.status)
    const found: UsageJson[] = []
    for (let after: string | null = ''; after !== null && found.length < flags.limit; ) {
      filter.set('limit', String(Math.min(pageMax, flags.limit - found.length)))
      if (after !== '') filter.set('after', after)
      const page: { data: UsageJson[]; next: string | null } = await client.call('GET', `/usage?${filter.toString()}`)
      found.push(...page.data)
      after = page.next
    }
    return found
  })
  print(context, records, flags.json ?? false)
}

function print({ terminal }: CliContext, records: readonly UsageJson[], asJson: boolean): void {
  if (asJson) return terminal.out(json(records))
  if (records.length === 0) return terminal.out('No requests yet. The first curl line is in docs/guide/quickstart.md\n')
  const columns = [
    { title: 'TIME (UTC)', cell: (record: UsageJson) => record.time.slice(0, 19).replace('T', ' ') },
    { title: 'KEY', cell: (record: UsageJson) => record.key_name },
    { title: 'MODEL', cell: (record: UsageJson) => record.model ?? '-' },
    { title: 'PROVIDER', cell: (record: UsageJson) => record.provider ?? '-' },
    { title: 'STATUS', cell: (record: UsageJson) => `${record.error_code ?? record.status}${record.count > 1 ? ` x${record.count}` : ''}` },
    { title: 'IN', cell: (record: UsageJson) => String(record.prompt_tokens), right: true },
    { title: 'OUT', cell: (record: UsageJson) => String(record.completion_tokens), right: true },
    { title: 'COST USD', cell: (record: UsageJson) => record.billed_usd, right: true },
    { title: 'MS', cell: (record: UsageJson) => String(Math.round(record.latency_ms)), right: true },
    { title: 'TTFT', cell: (record: UsageJson) => (record.ttft_ms === null ? '-' : String(Math.round(record.ttft_ms))), right: true },
    { title: 'REQUEST ID', cell: (record: UsageJson) => record.request_id },
  ]
  terminal.out(table(terminal, columns, records))
}
