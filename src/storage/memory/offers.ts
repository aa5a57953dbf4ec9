// What operators say of offers, in memory: the reference model. Forgets all when the process ends.
import type { OfferSetting, OfferSettingStore } from '../../catalog/offer-setting-store.ts'

export function memoryOffers(): OfferSettingStore {
  const settings = new Map<string, OfferSetting>()
  return {
    async changeOffer(setting) {
      settings.set(setting.offerId, setting)
      return setting
    },
    offerSettings: async () => [...settings.values()].sort((a, b) => (a.offerId < b.offerId ? -1 : 1)),
  }
}
