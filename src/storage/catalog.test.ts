// Both stores pass the case lists of the catalog: prices, offers, connections, verifications.
import { priceCases } from './cases/prices.ts'
import { offerCases } from './cases/offers.ts'
import { connectionCases } from './cases/connections.ts'
import { verificationCases } from './cases/verifications.ts'
import { overBothStores } from './cases/stores.ts'

overBothStores(priceCases, offerCases, connectionCases, verificationCases)
