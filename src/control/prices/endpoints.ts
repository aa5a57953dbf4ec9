// The price book's rows of the table. Knows no framework.
import { publishPricesInput, rerateInput } from '../../contract/prices-api.ts'
import { priceVersionJson, publishedPricesJson, rerateJson } from '../../contract/server-answers.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { pageOf } from '../page.ts'
import { listPrices } from './list-prices.ts'
import { publishPrices } from './publish-prices.ts'
import { rerateCharges } from './rerate-charges.ts'

export const priceEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/prices',
    scope: 'read',
    does: 'list the prices in force and to come, or all versions of one model',
    query: ['model'],
    output: pageOf(priceVersionJson),
    run: listPrices,
  }),
  endpoint({
    method: 'POST',
    path: '/prices',
    scope: 'operator',
    does: 'publish prices now or from a later instant on, all or none; `dry_run` only compares',
    input: publishPricesInput,
    output: publishedPricesJson,
    refuses: ['conflict'],
    run: publishPrices,
  }),
  endpoint({
    method: 'POST',
    path: '/prices/rerate',
    scope: 'operator',
    does: 'show what past charges would have been under other prices; `post` adjusts them',
    input: rerateInput,
    output: rerateJson,
    run: rerateCharges,
  }),
]
