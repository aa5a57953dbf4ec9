// An ISO date or instant in text -> milliseconds. Knows no clock: whether it lies in the past is somebody else's question.

const instantForm = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/

/** `2027-01-31` is its first instant in UTC; an instant names its offset. Undefined for anything else, days that no calendar has included. */
export function readInstant(text: string): number | undefined {
  const day = instantForm.exec(text)?.[1]
  if (day === undefined) return undefined
  // Date.parse takes the 31st of February for the 3rd of March.
  const start = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== day) return undefined
  const atMs = Date.parse(text)
  return Number.isNaN(atMs) ? undefined : atMs
}
