// A host that serves a dialect under paths of its own and wants some members elsewhere, as data. Knows no vendor.

export interface Endpoint {
  /** Behind the base URL; `{model}` stands for the upstream model, percent-encoded. */
  readonly path: { readonly whole: string; readonly stream: string }
  /** Members of the body that the path says already. */
  readonly omits: readonly string[]
  /** Members that the body has to have, as text. */
  readonly adds: Readonly<Record<string, string>>
  /** Headers that go into the body as a list of words, by header name: `anthropic-beta: a,b` -> `"anthropic_beta": ["a","b"]`. */
  readonly intoBody: Readonly<Record<string, string>>
  /** Headers of the dialect that this host does not know. */
  readonly omitsHeaders: readonly string[]
}
