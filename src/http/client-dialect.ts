// Which wire language a caller speaks, from its path and headers alone: refusals before the body take its shape too. Knows no bodies.
import type { DialectName } from '../contract/dialects.ts'
import { queryValue } from './parse-target.ts'

/** Where a dialect's own header may carry the key, besides `Authorization: Bearer`. */
export const keyHeaders: Readonly<Partial<Record<DialectName, string>>> = { 'anthropic-messages': 'x-api-key', gemini: 'x-goog-api-key' }

/** A method of Google's wire behind the name of a model; newer SDKs of it ask under /v1. */
const googleMethod = /^\/v1(?:beta)?\/models\/[^?]+(?::|%3a)[A-Za-z]+(?:\?|$)/i

/** Paths that several dialects share (`/v1/models`) go by a header that each SDK of a vendor sends. */
export function clientDialect(url: string, header: (name: string) => string | undefined): DialectName {
  if (url.startsWith('/v1/chat/')) return 'openai-chat'
  const path = url.startsWith('/api/') ? url.slice(4) : url
  if (path.startsWith('/v1beta/') || googleMethod.test(path)) return 'gemini'
  if (/^\/v1\/responses(?:[/?]|$)/.test(path)) return 'openai-responses'
  if (/^\/v1\/messages(?:[/?]|$)/.test(path)) return 'anthropic-messages'
  if (!path.startsWith('/v1/models')) return 'openai-chat'
  if (header('anthropic-version') !== undefined) return 'anthropic-messages'
  return header('x-goog-api-key') === undefined ? 'openai-chat' : 'gemini'
}

const streamedMethod = /(?::|%3a)streamGenerateContent$/i

/** Google's wire without events is one array that grows, and a refusal is its only element; with `alt=sse` it is an object as everywhere. */
export function takesArray(url: string): boolean {
  const [path = '', query = ''] = url.split('?', 2)
  return streamedMethod.test(path) && queryValue(query, 'alt') !== 'sse'
}
