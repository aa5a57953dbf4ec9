// Both stores pass the case lists of what requests leave behind: usage, statistics, costs, kept answers.
import { idempotencyCases } from './cases/idempotency.ts'
import { usageCases } from './cases/usage.ts'
import { usageStatisticsCases } from './cases/usage-statistics.ts'
import { providerCostCases } from './cases/provider-costs.ts'
import { keptResponseCases } from './cases/kept-responses.ts'
import { overBothStores } from './cases/stores.ts'

overBothStores(idempotencyCases, usageCases, usageStatisticsCases, providerCostCases, keptResponseCases)
