// Both stores pass the case lists of people and keys: who may come in, what was done, who is told.
import { keyringCases } from './cases/keyring.ts'
import { keyCases } from './cases/keys.ts'
import { managementKeyCases } from './cases/management-keys.ts'
import { peopleCases } from './cases/people.ts'
import { factorCases } from './cases/factors.ts'
import { auditCases } from './cases/audit.ts'
import { alertCases } from './cases/alerts.ts'
import { serverAlertCases } from './cases/server-alerts.ts'
import { overBothStores } from './cases/stores.ts'

overBothStores(keyringCases, keyCases, managementKeyCases, peopleCases, factorCases, auditCases, alertCases, serverAlertCases)
