// Which wire language a caller speaks, from its path and headers alone: refusals before the body take its shape too. Knows no bodies.
import type { DialectName } from '../contract/dialects.ts'

/** Where a dialect's own header may carry the key, besides `Authorization: Bearer`. */
export const keyHeaders: Readonly<Partial<Record<DialectName, string>>> = { 'anthropic-messages': 'x-api-key', gemini: 'x-goog-api-key' }

/** Paths that several dialects share (`/v1/models`) go by the header that each SDK of Anthropic sends. */
export function clientDialect(url: string, header: (name: string) => string | undefined): DialectName {
  if (url.startsWith('/v1/chat/')) return 'openai-chat'
  const path = url.startsWith('/api/') ? url.slice(4) : url
  if (path.startsWith('/v1beta/')) return 'gemini'
  if (/^\/v1\/responses(?:[/?]|$)/.test(path)) return 'openai-responses'
  if (/^\/v1\/messages(?:[/?]|$)/.test(path)) return 'anthropic-messages'
  return path.startsWith('/v1/models') && header('anthropic-version') !== undefined ? 'anthropic-messages' : 'openai-chat'
}
