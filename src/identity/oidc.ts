// Asks another service who somebody is (OpenID Connect, authorization code with PKCE), loaded only when one is set up. Knows no user of ours.
import type { Configuration, IDToken, UserInfoResponse } from 'openid-client'
import type { Oidc, OidcBinding, OidcClaims } from '../access/oidc.ts'
import type { Secret } from '../base/secret.ts'

export interface OidcSettings {
  readonly id: string
  /** As its discovery document says it; `https`, or `http` on this machine. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: Secret<string>
  /** For the button. */
  readonly name: string
  /** Hears why a sign-in was refused, without anything that came from outside. */
  readonly refused: (reason: string) => void
}

const timeoutSeconds = 10

export function openOidc(settings: OidcSettings): Oidc {
  const { id, name, issuer, refused } = settings
  let discovered: Promise<Configuration> | undefined
  /** Read once; a service that was away is asked again. */
  const configuration = async (): Promise<Configuration> => {
    discovered ??= discover(settings)
    try {
      return await discovered
    } catch (error) {
      discovered = undefined
      throw error
    }
  }
  return {
    id,
    name,
    issuer,
    async start(binding) {
      try {
        return await authorizationUrl(await configuration(), binding)
      } catch (error) {
        refused(reasonOf(error))
        return undefined
      }
    },
    async finish(query, binding) {
      try {
        return await claimsOf(await configuration(), query, binding)
      } catch (error) {
        refused(reasonOf(error))
        return undefined
      }
    },
  }
}

async function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<Configuration> {
  const client = await import('openid-client')
  // Plain HTTP is for a service on this machine; the settings allow no other.
  const insecure = issuer.startsWith('http:') ? [client.allowInsecureRequests] : []
  const options = { timeout: timeoutSeconds, execute: [...insecure, client.enableNonRepudiationChecks] }
  return client.discovery(new URL(issuer), clientId, clientSecret.reveal(), undefined, options)
}

/**
 * Asking for an age makes the service say when somebody signed in (OpenID Connect Core, section 3.1.2.1). Not 0, which sends some servers that federate
 * round in circles; who signed in a moment ago did so anew.
 */
const freshSeconds = '60'

/** Google refuses `login` and knows `select_account` at best (its list of authentication URI parameters); others may say in their discovery document. */
function anewAt(configuration: Configuration): string {
  const { issuer, prompt_values_supported: said } = configuration.serverMetadata()
  const takesLogin = Array.isArray(said) ? said.includes('login') : issuer !== 'https://accounts.google.com'
  return takesLogin ? 'login' : 'select_account'
}

async function authorizationUrl(
  configuration: Configuration,
  { state, nonce, verifier, redirectUri, fresh }: OidcBinding,
): Promise<string> {
  const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await import('openid-client')
  return buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: 'openid email profile',
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(fresh && { prompt: anewAt(configuration), max_age: freshSeconds }),
  }).href
}

/** The library checks state, issuer, audience, nonce, times and, as switched on above, the signature. */
async function claimsOf(configuration: Configuration, query: string, binding: OidcBinding): Promise<OidcClaims | undefined> {
  const { authorizationCodeGrant, fetchUserInfo } = await import('openid-client')
  const { state, nonce, verifier, redirectUri } = binding
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true }
  const tokens = await authorizationCodeGrant(configuration, new URL(`${redirectUri}?${query}`), checks)
  const token = tokens.claims()
  if (token === undefined) return undefined
  const more = token['email'] === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined
  const told = more ? await fetchUserInfo(configuration, tokens.access_token, token.sub) : token
  const at = token.auth_time
  const signedInAtMs = typeof at === 'number' && Number.isFinite(at) ? at * 1_000 : null
  return { subject: token.sub, verifiedEmail: verifiedEmailOf(told), name: textOf(told['name']), signedInAtMs }
}

/** Some services say `"true"`. */
function verifiedEmailOf(claims: IDToken | UserInfoResponse): string | null {
  const verified = claims['email_verified'] as unknown
  return verified === true || verified === 'true' ? textOf(claims['email']) : null
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** The kind of failure; its text may repeat what came from outside. */
function reasonOf(error: unknown): string {
  const { code, error: said } = error as { code?: unknown; error?: unknown }
  const known = [code, said].find((part): part is string => typeof part === 'string' && /^[\w.-]{1,60}$/.test(part))
  return known ?? (error instanceof Error ? error.name : 'failed')
}
