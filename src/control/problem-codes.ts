// What an endpoint may be refused with, derived from its row: so that the published description is complete. Decides nothing.
import type { ProblemCode } from '../contract/problems.ts'
import type { Endpoint } from './endpoint.ts'

/** In the order of the causes: who asks, what is sent, what is there, what fails. */
export function problemCodesOf(row: Endpoint): readonly ProblemCode[] {
  const { scope, signed, input, method, path, refuses = [] } = row
  const known = scope !== 'public'
  const codes: ProblemCode[] = ['invalid_request']
  if (signed === undefined) codes.push('rate_limit_exceeded')
  if (known) codes.push('invalid_api_key', 'not_found')
  if (known || method !== 'GET') codes.push('permission_denied')
  if (row.asks === 'confirmed') codes.push('confirmation_required')
  if (input !== undefined) codes.push('request_too_large', 'unsupported_media_type')
  if (path.includes('/:')) codes.push('not_found')
  if (takesIdempotencyKey(row)) codes.push('idempotency_conflict', 'idempotency_in_progress', 'idempotency_not_kept')
  return [...new Set([...codes, ...refuses, 'gateway_error', 'upstream_unavailable'] as const)]
}

/** Reads have no need of it, and nobody in particular has no keys. */
export function takesIdempotencyKey({ method, scope }: Pick<Endpoint, 'method' | 'scope'>): boolean {
  return method !== 'GET' && scope !== 'public'
}
