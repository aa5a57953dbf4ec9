// PORT: what an operator says of offers while the server runs. Declares what the rules need from storage; knows no driver.

/** Null: as the offer was declared. */
export interface OfferSetting {
  readonly offerId: string
  /** Nothing new is sent to it; what runs ends. */
  readonly drained: boolean
  readonly region: string | null
  readonly collectsData: boolean | null
  readonly retainsData: boolean | null
  /** Why, for the next operator. */
  readonly note: string
  /** `local`, `management_key:<id>`, `user:<id>`. */
  readonly changedBy: string
  /** Milliseconds since 1970. */
  readonly changedAtMs: number
}

export interface OfferSettingStore {
  /** One row for each offer; the later one replaces the earlier. */
  changeOffer(setting: OfferSetting): Promise<OfferSetting>
  /** By offer. */
  offerSettings(): Promise<readonly OfferSetting[]>
}
