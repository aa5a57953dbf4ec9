// Completes the address that an operator gave for a known vendor. Knows no vendor by name and opens no connection.
import type { ProviderRecord } from './provider.ts'

/**
 * The address as the operator meant it: without a scheme it is plain HTTP, without a path it gets the path of the vendor's own base URL
 * (`http://localhost:11434` is how users of local servers write it). A text that is no URL comes back as it is: the caller refuses it.
 */
export function completeBaseUrl(record: Pick<ProviderRecord, 'baseUrl'>, text: string): string {
  const trimmed = text.trim()
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`
  const given = URL.parse(full)
  if (given === null) return text
  const bare = full.replace(/\/+$/, '')
  return given.pathname === '/' && given.search === '' && given.hash === '' ? bare + new URL(record.baseUrl).pathname : bare
}
