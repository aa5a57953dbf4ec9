// What is charged by the piece instead of by the token: images, minutes of sound, characters, searches. Knows no model and no request.

/** A row of a price: what one of it costs. Of images there may be one for each quality and size, and one for all others. */
export const unitRow = /^(?:image(?: [a-z]{2,12})?(?: \d{2,5}x\d{2,5})?|audio_minute|million_characters|search_unit)$/

/** What is counted: images, searches, seconds, characters. */
export type Unit = 'image' | 'audio_minute' | 'million_characters' | 'search_unit'

/** How many counts one price pays for. */
const countsPerPrice: Readonly<Record<Unit, bigint>> = { image: 1n, search_unit: 1n, audio_minute: 60n, million_characters: 1_000_000n }

/** How a usage record names a count. */
const countNames: Readonly<Record<Unit, string>> = {
  image: 'images',
  search_unit: 'search_units',
  audio_minute: 'audio_seconds',
  million_characters: 'characters',
}

export function unitOf(row: string): Unit {
  return row.split(' ', 1)[0] as Unit
}

/** What this many counts cost at a price per row, pico-dollars, rounded upward. */
export function unitPico(row: string, count: number, priceNano: bigint): bigint {
  const per = countsPerPrice[unitOf(row)]
  return (BigInt(count) * priceNano * 1_000n + per - 1n) / per
}

/** `image hd 1024x1792` -> `images_hd_1024x1792`. */
export function countName(row: string): string {
  const [unit, ...which] = row.split(' ')
  return [countNames[unit as Unit], ...which].join('_')
}
