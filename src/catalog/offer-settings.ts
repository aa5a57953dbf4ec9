// The catalog as declared -> the catalog as its operator has it run: drained offers, and what was said of their data. Pure.
import type { Catalog } from './catalog.ts'
import type { Model } from './model.ts'
import type { Offer } from './offer.ts'
import type { OfferSetting } from './offer-setting-store.ts'

/** An offer of several models is meant in all of them. A setting of an offer that is not there waits for it. */
export function withOfferSettings(catalog: Catalog, settings: readonly OfferSetting[]): Catalog {
  if (settings.length === 0) return catalog
  const byOffer = new Map(settings.map((setting) => [setting.offerId, setting]))
  const changed = ([id, model]: readonly [Model['id'], Model]): [Model['id'], Model] => {
    if (!model.offers.some((offer) => byOffer.has(offer.id))) return [id, model]
    return [id, { ...model, offers: model.offers.map((offer) => withSetting(offer, byOffer.get(offer.id))) }]
  }
  return { models: new Map([...catalog.models].map(changed)) }
}

function withSetting(offer: Offer, setting: OfferSetting | undefined): Offer {
  if (setting === undefined) return offer
  const { drained, region, collectsData, retainsData } = setting
  return {
    ...offer,
    ...(drained && { drained }),
    ...(region !== null && { region }),
    ...(collectsData !== null && { collectsData }),
    ...(retainsData !== null && { retainsData }),
  }
}
