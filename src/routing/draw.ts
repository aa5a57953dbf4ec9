// Chance by weight. Pure: the chance itself arrives as a number. Knows no health and no wishes.
import type { Offer } from '../catalog/offer.ts'

/** The offers with the one that was drawn in front; the others keep their order. 0 <= random < 1. */
export function drawnFirst(offers: readonly Offer[], random: number): readonly Offer[] {
  if (offers.length <= 1) return offers
  const first = draw(offers, random)
  return [first, ...offers.filter((offer) => offer !== first)]
}

/** By weight; a weight that is not a positive finite number never draws, unless none does: then all are equal. */
function draw(offers: readonly Offer[], random: number): Offer {
  const weightOf = ({ weight }: Offer): number => (weight > 0 && Number.isFinite(weight) ? weight : 0)
  const total = offers.reduce((sum, offer) => sum + weightOf(offer), 0)
  let left = random * (total > 0 ? total : offers.length)
  let last = offers[0] as Offer
  for (const offer of offers) {
    const share = total > 0 ? weightOf(offer) : 1
    if (share === 0) continue
    last = offer
    left -= share
    if (left < 0) return offer
  }
  // Sums of fractions may fall short of the last share by a rounding.
  return last
}
