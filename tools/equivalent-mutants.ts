// Mutants that no test can tell from the original, each with its reason. Shrinks only: tools/mutations.test.ts holds the length.

export interface EquivalentMutant {
  readonly file: string
  /** The line as it stands, trimmed. */
  readonly source: string
  /** As tools/mutate.ts prints it. */
  readonly change: string
  readonly why: string
}

export const equivalentMutants: readonly EquivalentMutant[] = []
