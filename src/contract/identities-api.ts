// The shapes of signing in through another service (OpenID Connect). Knows no service.
import { z } from 'zod'
import { factorCode, identityJson } from './factors-api.ts'

export const startedOidcJson = z.object({ url: z.string().meta({ description: 'Where the browser goes next.' }) })
export type StartedOidcJson = z.output<typeof startedOidcJson>

/** What the service sent the browser back with: everything behind the `?` of the callback page. */
export const oidcCallbackInput = z.strictObject({ query: z.string('must be a text').min(1, 'must not be empty').max(6_000, 'is too long') })
export type OidcCallbackInput = z.output<typeof oidcCallbackInput>

export const oidcCodeInput = z.strictObject({ code: factorCode })
export type OidcCodeInput = z.output<typeof oidcCodeInput>

export const identitiesJson = z.object({ identities: z.array(identityJson) })
export type IdentitiesJson = z.output<typeof identitiesJson>

export const unlinkedJson = z.object({ unlinked: z.int() })
