// Which of the provider's names for a model is which of ours. A provider answers for an alias with a dated snapshot and bills the snapshot.
// Knows no vendor and no storage.

/** `gpt-5-2025-08-07`, `claude-opus-4-5@20251101`, `model-20250514`: a name and the day of the snapshot. */
const snapshot = /^(.+?)[-@](?:\d{4}-\d{2}-\d{2}|20\d{6})$/

/** The name without the day of its snapshot. */
export function familyOf(name: string): string {
  return snapshot.exec(name)?.[1] ?? name
}

/**
 * What each name is compared as. A name that stands on both sides is compared as itself. Where only one side says the bare name of a family,
 * the other side has billed (or served) it under its snapshots, so the family is compared as one.
 */
export function comparedAs(ours: ReadonlySet<string>, theirs: ReadonlySet<string>): (name: string) => string {
  return (name) => {
    const family = familyOf(name)
    const folded = ours.has(family) !== theirs.has(family)
    return folded ? family : name
  }
}
