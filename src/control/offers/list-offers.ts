// Lists the offers with their health, speed and data policy. Knows no HTTP.
import type { ControlDeps } from '../control-deps.ts'
import type { ControlCall, Outcome } from '../endpoint.ts'
import { answerWhole } from '../page.ts'
import { offerJson, offersOf } from './offer-json.ts'

export async function listOffers(_call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const settings = new Map((await deps.store.offerSettings()).map((setting) => [setting.offerId, setting]))
  const data = [...offersOf(deps.catalog()).values()].map(({ offer, models }) => offerJson(offer, models, settings.get(offer.id), deps))
  return answerWhole(data)
}
