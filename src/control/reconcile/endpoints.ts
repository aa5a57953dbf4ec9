// The rows of the control API that compare us with others. Knows no HTTP.
import { reconcileInput } from '../../contract/reconcile-api.ts'
import { reconcileJson } from '../../contract/routing-answers.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { reconcileCosts } from './reconcile-costs.ts'

export const reconcileEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/reconcile',
    scope: 'operator',
    does: "compare a provider's bill with the provider cost recorded here, per model and UTC day; changes nothing",
    input: reconcileInput,
    output: reconcileJson,
    run: reconcileCosts,
  }),
]
