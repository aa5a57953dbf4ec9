// The part of the control API's table that concerns offers and routes.
import { changeOfferInput, explainRouteInput } from '../../contract/offers-api.ts'
import { offerJson, routeJson } from '../../contract/routing-answers.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { pageOf } from '../page.ts'
import { changeOffer } from './change-offer.ts'
import { explainRoute } from './explain-route.ts'
import { listOffers } from './list-offers.ts'

export const offerEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/offers',
    scope: 'operator',
    does: 'list the offers with their health, speed and data policy',
    output: pageOf(offerJson),
    run: listOffers,
  }),
  endpoint({
    method: 'POST',
    path: '/offers',
    scope: 'operator',
    does: 'drain an offer or take it back, or say where it processes prompts and what becomes of them',
    input: changeOfferInput,
    records: ['offer', 'drained', 'region', 'collects_data', 'retains_data', 'note'],
    output: offerJson,
    refuses: ['not_found'],
    run: changeOffer,
  }),
  endpoint({
    method: 'POST',
    path: '/route/explain',
    scope: 'operator',
    does: 'say which offers a request for a model would be sent to now, and why others not; sends nothing',
    input: explainRouteInput,
    output: routeJson,
    refuses: ['model_not_found'],
    run: explainRoute,
  }),
]
