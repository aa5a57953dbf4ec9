// `route explain`: which offers a request would be sent to, in order, and why others not. Asks the control API; sends nothing to a provider.
import type { RouteCandidateJson, RouteJson } from '../../contract/offers-api.ts'
import type { CliContext, SettingFlags } from '../context.ts'
import { withControl } from '../control-client.ts'
import { CliFailure } from '../exit-codes.ts'
import { json, printable, table } from '../output.ts'

type Flags = SettingFlags & {
  readonly json?: boolean
  readonly model: string
  readonly fallback?: readonly string[]
  readonly provider?: string
}

export async function explainRoute(context: CliContext, flags: Flags): Promise<void> {
  const { model, fallback, provider } = flags
  const input = { model, ...(fallback && { models: fallback }), ...(provider !== undefined && { provider: preferencesOf(provider) }) }
  const route = await withControl(context, flags, ({ call }) => call<RouteJson>('POST', '/route/explain', input))
  const { terminal } = context
  if (flags.json) return terminal.out(json(route))
  const columns = [
    { title: '#', cell: (one: RouteCandidateJson) => (one.place === null ? '-' : String(one.place)), right: true },
    { title: 'OFFER', cell: (one: RouteCandidateJson) => printable(one.offer) },
    { title: 'MODEL', cell: (one: RouteCandidateJson) => printable(one.model) },
    { title: 'WHY', cell: (one: RouteCandidateJson) => whyOf(one, route.why) },
    { title: 'FIRST BYTE', cell: (one: RouteCandidateJson) => (one.first_byte_ms === null ? '-' : `${one.first_byte_ms} ms`), right: true },
    { title: 'TOKENS/S', cell: (one: RouteCandidateJson) => String(one.tokens_per_second ?? '-'), right: true },
    { title: 'REGION', cell: (one: RouteCandidateJson) => one.region ?? '-' },
  ]
  terminal.out(table(terminal, columns, route.candidates))
  if (route.retry_after_ms !== null) terminal.out(`Nobody can be asked for ${Math.ceil(route.retry_after_ms / 1_000)} s.\n`)
}

function preferencesOf(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // Said below.
  }
  throw new CliFailure('usage', '--provider must be a JSON object, such as \'{"sort":"price"}\'')
}

function whyOf({ place, reason, share_percent: share }: RouteCandidateJson, why: string): string {
  if (place === null) return `not asked: ${printable(reason ?? 'unknown')}`
  if (share !== null) return `${share} % of first attempts`
  return place === 1 ? why : 'when those before fail'
}
