// The end of the alphabet of IDs, so that one query serves the first page of a list and every later one. Knows no table.

/** `~` sorts behind every character of an ID. */
export const lastId = '~'
