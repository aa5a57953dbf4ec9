// The fields of a Messages request that make a provider charge for more than text: which they are, not what they cost. Knows no models.
import type { Extra } from '../../contract/chat.ts'
import { fieldsOf, listOf } from '../wire-fields.ts'

/** Tools that the provider runs are refused by the reader; what is left is the prompt cached for an hour, wherever it is asked for. */
export function readExtras(fields: Record<string, unknown>): Extra[] {
  const messages = listOf(fields['messages']).map((message, index) => ({
    content: fieldsOf(message)['content'],
    path: `messages[${index}].content`,
  }))
  const param =
    (asksHourLong(fields) ? 'cache_control' : undefined) ??
    firstHourLong(fields['tools'], 'tools') ??
    firstHourLong(fields['system'], 'system') ??
    messages.map(({ content, path }) => firstHourLong(content, path)).find((found) => found !== undefined)
  return param === undefined ? [] : [{ kind: 'hour_long_cache', param }]
}

/** Blocks may hold blocks: what a tool gave back. */
function firstHourLong(blocks: unknown, path: string): string | undefined {
  for (const [at, block] of listOf(blocks).entries()) {
    if (asksHourLong(block)) return `${path}[${at}].cache_control`
    const inner = firstHourLong(fieldsOf(block)['content'], `${path}[${at}].content`)
    if (inner !== undefined) return inner
  }
  return undefined
}

/** `cache_control: { type: "ephemeral", ttl: "1h" }` */
function asksHourLong(value: unknown): boolean {
  return fieldsOf(fieldsOf(value)['cache_control'])['ttl'] === '1h'
}
