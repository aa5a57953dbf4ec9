// A part of a list. Knows no list and no storage.

/** At most `limit` rows, from behind the place `after` on; null: from the beginning. */
export interface Page<Place = string> {
  readonly limit: number
  readonly after: Place | null
}
