// Drains an offer or takes it back, or says what is known of its data. What is left out stays as it was. Knows no HTTP.
import type { OfferSetting } from '../../catalog/offer-setting-store.ts'
import type { ChangeOfferInput } from '../../contract/offers-api.ts'
import { problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { offerJson, offersOf } from './offer-json.ts'

export async function changeOffer({ input, principal }: ControlCall<ChangeOfferInput>, deps: ControlDeps): Promise<Outcome> {
  const { offer: id } = input
  if (!offersOf(deps.catalog()).has(id)) {
    const some = [...offersOf(deps.catalog()).keys()].slice(0, 5).join(', ')
    return refusal(
      problem('not_found', `There is no offer ${JSON.stringify(id)}. GET /control/v1/offers lists them: ${some}, ...`, { param: 'offer' }),
    )
  }
  const before = (await deps.store.offerSettings()).find((setting) => setting.offerId === id)
  const setting: OfferSetting = {
    offerId: id,
    drained: input.drained ?? before?.drained ?? false,
    region: either(input.region, before?.region),
    collectsData: either(input.collects_data, before?.collectsData),
    retainsData: either(input.retains_data, before?.retainsData),
    note: input.note ?? before?.note ?? '',
    changedBy: principal.actor,
    changedAtMs: deps.clock.now(),
  }
  await deps.store.changeOffer(setting)
  await deps.pricesChanged()
  const found = offersOf(deps.catalog()).get(id)
  if (found === undefined) return refusal(problem('not_found', 'This offer does not exist any more.'))
  return answer(offerJson(found.offer, found.models, setting, deps))
}

/** A null that was given means something; one that is left out does not. */
function either<T>(given: T | null | undefined, before: T | null | undefined): T | null {
  return given === undefined ? (before ?? null) : given
}
