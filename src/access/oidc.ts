// PORT: another service that says who somebody is (OpenID Connect), and what binds a sign-in there to one browser here. Knows no protocol and no vendor.

/** What binds a sign-in to the browser that began it: known to that browser and to us alone. */
export interface OidcBinding {
  readonly state: string
  readonly nonce: string
  /** Of PKCE (RFC 7636), 43 to 128 characters. */
  readonly verifier: string
  readonly redirectUri: string
  /** True: whoever sits there has to sign in anew, however well the service knows the browser. */
  readonly fresh: boolean
}

export interface OidcClaims {
  readonly subject: string
  /** Null unless the service says that it checked it. */
  readonly verifiedEmail: string | null
  readonly name: string | null
  /** When they signed in there (`auth_time`); null where the service does not say. */
  readonly signedInAtMs: number | null
}

export interface Oidc {
  /** In addresses of ours: `default`, or as the list of services names it. */
  readonly id: string
  /** For people. */
  readonly name: string
  readonly issuer: string
  /** Where the browser is sent. Undefined: the service does not answer. */
  start(binding: OidcBinding): Promise<string | undefined>
  /** `query`: what the browser came back with, without `?`. Undefined: no proof of anybody. */
  finish(query: string, binding: OidcBinding): Promise<OidcClaims | undefined>
}
