// Builds the door to another service that says who somebody is, as the configuration says. Decides nothing else.
import { Secret } from './base/secret.ts'
import type { Config } from './config.ts'
import type { Log } from './gateway/deps.ts'
import type { Oidc } from './access/oidc.ts'
import { openOidc } from './identity/oidc.ts'

const googleIssuer = 'https://accounts.google.com'

/** Null: none is set up, or only half of it, which is said aloud. */
export function openConfiguredOidc({ values }: Config, log: Log): Oidc | null {
  const { oidcIssuer, oidcClientId, oidcClientSecret, oidcName } = values
  const given = [oidcIssuer, oidcClientId, oidcClientSecret].filter((value) => value !== '').length
  if (given === 0) return null
  if (given < 3 || (oidcIssuer !== 'google' && !URL.canParse(oidcIssuer))) {
    log.error({}, 'signing in through another service needs NEXOROUTER_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET together: it is off')
    return null
  }
  const issuer = oidcIssuer === 'google' ? googleIssuer : oidcIssuer
  const name = oidcName === '' ? (issuer === googleIssuer ? 'Google' : new URL(issuer).host) : oidcName
  const refused = (reason: string): void => log.warn({ reason }, 'a sign-in through another service was refused')
  return openOidc({ issuer, clientId: oidcClientId, clientSecret: new Secret(oidcClientSecret), name, refused })
}
