// Builds the doors to other services that say who somebody is, as the configuration says. Decides nothing else.
import { Secret } from './base/secret.ts'
import type { Config } from './config.ts'
import { issuerOf } from './config-oidc-services.ts'
import { onlyService } from './control/identities/oidc.ts'
import type { Log } from './gateway/deps.ts'
import type { Oidc } from './access/oidc.ts'
import { openOidc } from './identity/oidc.ts'

/** The one of the scalar settings, then those of the list. */
export function openConfiguredServices(config: Config, log: Log): readonly Oidc[] {
  const refused = (reason: string): void => log.warn({ reason }, 'a sign-in through another service was refused')
  const single = openSingle(config, log, refused)
  const listed = config.oidcServices.map((service) => openOidc({ ...service, ...issuerAndName(service), refused }))
  return single === undefined ? listed : [single, ...listed]
}

/** Undefined: none is set up, or only half of it, which is said aloud. */
function openSingle({ values }: Config, log: Log, refused: (reason: string) => void): Oidc | undefined {
  const { oidcIssuer, oidcClientId, oidcClientSecret, oidcName } = values
  const given = [oidcIssuer, oidcClientId, oidcClientSecret].filter((value) => value !== '').length
  if (given === 0) return undefined
  if (given < 3 || (oidcIssuer !== 'google' && !URL.canParse(oidcIssuer))) {
    log.error({}, 'signing in through another service needs NEXOROUTER_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET together: it is off')
    return undefined
  }
  const client = { clientId: oidcClientId, clientSecret: new Secret(oidcClientSecret) }
  return openOidc({ id: onlyService, ...client, ...issuerAndName({ issuer: oidcIssuer, name: oidcName }), refused })
}

interface Named {
  readonly issuer: string
  /** Empty: none was given. */
  readonly name: string
}

function issuerAndName({ issuer: given, name }: Named): Named {
  const issuer = issuerOf(given)
  return { issuer, name: name === '' ? (issuer === issuerOf('google') ? 'Google' : new URL(issuer).host) : name }
}
