// The price book's rows of the table. Knows no framework.
import { importPricesInput } from '../../contract/price-import-api.ts'
import { priceListBytesMax } from '../../contract/price-lists.ts'
import { publishPricesInput, rerateInput } from '../../contract/prices-api.ts'
import { importedPricesJson, priceVersionJson, publishedPricesJson, rerateJson } from '../../contract/server-answers.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { pageOf } from '../page.ts'
import { importPrices } from './import-prices.ts'
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
    path: '/prices/import',
    scope: 'operator',
    does: 'compare a public price list with the price book; `approve` publishes what is plausible, and never a price of the YAML',
    input: importPricesInput,
    bodyBytesMax: priceListBytesMax,
    records: ['from', 'file', 'models', 'provider', 'approve', 'approved_by', 'force'],
    output: importedPricesJson,
    refuses: ['conflict', 'not_found'],
    run: importPrices,
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
