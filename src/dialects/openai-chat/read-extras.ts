// The fields of a request that make a provider charge for more than text: which they are, not what they cost. Knows no models.
import type { Extra } from '../../contract/chat.ts'

type Fields = Record<string, unknown>

/** A provider-run tool that says no limit of its own: more searches in one answer are rare, and what exceeds the hold the operator bears. */
const callsMostDefault = 5
/** What xAI reads at most when the request says nothing. */
const sourcesMostDefault = 20

/** Everything but inlined audio, which stands in the messages. */
export function readExtras(fields: Fields): Extra[] {
  return [...outputs(fields['modalities']), ...searches(fields), ...providerTools(fields['tools'])]
}

function outputs(modalities: unknown): Extra[] {
  const list: readonly unknown[] = Array.isArray(modalities) ? modalities : []
  return (['audio', 'image'] as const)
    .filter((kind) => list.includes(kind))
    .map((kind): Extra => ({ kind: `${kind}_output`, param: 'modalities' }))
}

function searches(fields: Fields): Extra[] {
  const found: Extra[] = []
  const search = (param: string, tool: string, callsLeast: number, callsMost: number): void => {
    found.push({ kind: 'tool', param, tool, callsLeast, callsMost })
  }
  // Models that take this field search once in every answer.
  if (fields['web_search_options'] != null) search('web_search_options', 'web_search', 1, 1)
  if (fields['enable_search'] === true) search('enable_search', 'web_search', 0, 1)
  const live = fields['search_parameters']
  if (isObject(live) && live['mode'] !== 'off')
    search('search_parameters', 'live_search', 0, limitOf(live['max_search_results'], sourcesMostDefault))
  return found
}

/** Tools other than the caller's own functions are run, and charged for, by the provider. */
function providerTools(value: unknown): Extra[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : []
  return list.filter(isObject).flatMap((tool, index): Extra[] => {
    const found: Extra[] = asksHourLong(tool) ? [{ kind: 'hour_long_cache', param: `tools[${index}].cache_control` }] : []
    const type = String(tool['type'])
    if (type === 'function' || type === 'custom') return found
    // Moonshot's own tools are named as functions: `$web_search`.
    const inner = isObject(tool['function']) ? tool['function']['name'] : undefined
    const name = toolName(type === 'builtin_function' && typeof inner === 'string' ? inner : type)
    const callsMost = limitOf(tool['max_uses'], callsMostDefault)
    return [...found, { kind: 'tool', param: `tools[${index}].type`, tool: name, callsLeast: 0, callsMost }]
  })
}

/** `web_search_20250305`, `web_search_preview` and `$web_search` are one tool. */
function toolName(text: string): string {
  const plain = text
    .toLowerCase()
    .replaceAll('-', '_')
    .replace(/[^a-z0-9_]/g, '')
  return plain
    .replace(/_\d{8}$/, '')
    .replace(/_preview$/, '')
    .slice(0, 64)
}

function limitOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 1_000 ? value : otherwise
}

/** Anthropic's `cache_control: { type: "ephemeral", ttl: "1h" }`, on a part or a tool. */
export function asksHourLong(value: Fields): boolean {
  return isObject(value['cache_control']) && value['cache_control']['ttl'] === '1h'
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
