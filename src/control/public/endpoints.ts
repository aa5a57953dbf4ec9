// The rows of the control API that anybody may read, without a credential: what the Models and Status pages show.
import { modelJson, publicStatusJson } from '../../contract/server-answers.ts'
import { listModels } from '../catalog/list-models.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { pageOf } from '../page.ts'
import { getPublicStatus } from './get-public-status.ts'

export const publicEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/public/models',
    scope: 'public',
    does: 'list all public models with price and status, for anybody',
    output: pageOf(modelJson),
    run: listModels,
  }),
  endpoint({
    method: 'GET',
    path: '/public/status',
    scope: 'public',
    does: 'the health of the gateway and its providers over 90 days, for anybody',
    output: publicStatusJson,
    run: getPublicStatus,
  }),
]
