// The shapes of signing in through another service (OpenID Connect). Knows no service.
import { z } from 'zod'
import { factorCode, identityJson } from './factors-api.ts'

/** As the list of services says it; absent: the first one. */
const service = z
  .string('must be the ID of a service')
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be the ID of a service')
  .optional()
  .meta({ description: 'Which service, as `GET /sign-in` lists them; absent: the first.' })

export const startOidcInput = z.strictObject({
  service,
  fresh: z
    .boolean('must be true or false')
    .optional()
    .meta({ description: 'True: to confirm who sits there, so the service asks them to sign in anew.' }),
})
export type StartOidcInput = z.output<typeof startOidcInput>

export const startedOidcJson = z.object({ url: z.string().meta({ description: 'Where the browser goes next.' }) })
export type StartedOidcJson = z.output<typeof startedOidcJson>

/** What the service sent the browser back with: everything behind the `?` of the callback page. */
export const oidcProof = z.strictObject({
  query: z.string('must be a text').min(1, 'must not be empty').max(6_000, 'is too long'),
  service,
})
export type OidcProof = z.output<typeof oidcProof>

export const oidcCodeInput = z.strictObject({ code: factorCode })
export type OidcCodeInput = z.output<typeof oidcCodeInput>

export const identitiesJson = z.object({ identities: z.array(identityJson) })
export type IdentitiesJson = z.output<typeof identitiesJson>

export const unlinkedJson = z.object({ unlinked: z.int() })
