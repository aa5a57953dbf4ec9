// PORT: another service that says who somebody is (OpenID Connect), and what binds a sign-in there to one browser here. Knows no protocol and no vendor.

/** What binds a sign-in to the browser that began it: known to that browser and to us alone. */
export interface OidcBinding {
  readonly state: string
  readonly nonce: string
  /** Of PKCE (RFC 7636), 43 to 128 characters. */
  readonly verifier: string
  readonly redirectUri: string
}

export interface OidcClaims {
  readonly subject: string
  /** Null unless the service says that it checked it. */
  readonly verifiedEmail: string | null
  readonly name: string | null
}

export interface Oidc {
  readonly name: string
  readonly issuer: string
  /** Where the browser is sent. Undefined: the service does not answer. */
  start(binding: OidcBinding): Promise<string | undefined>
  /** `query`: what the browser came back with, without `?`. Undefined: no proof of anybody. */
  finish(query: string, binding: OidcBinding): Promise<OidcClaims | undefined>
}
