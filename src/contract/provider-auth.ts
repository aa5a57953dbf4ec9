// How a provider's credential travels, as data shared by the records of vendors and the way to them. Knows no credential.

export type ProviderAuth =
  | { readonly kind: 'bearer' }
  | { readonly kind: 'header'; readonly header: string }
  /** Local servers that take any key or none. */
  | { readonly kind: 'none' }
  /**
   * Amazon: an API key travels as a bearer token; a pair of access keys, `AKIA...:secret` or `ASIA...:secret:session-token`, signs each
   * request (Signature Version 4).
   */
  | { readonly kind: 'aws'; readonly service: string; readonly region: string }
  /** Amazon: each request is signed with the keys of the role that this server runs in; there is no credential to keep. */
  | { readonly kind: 'aws-role'; readonly service: string; readonly region: string }
  /** Google Cloud: the JSON key of a service account is exchanged for access tokens; any other text travels as one. */
  | { readonly kind: 'google'; readonly scope: string }
  /** Microsoft Azure: an API key travels in the header; an app registration, as JSON, is exchanged for access tokens of Entra ID. */
  | { readonly kind: 'entra'; readonly header: string; readonly scope: string }
