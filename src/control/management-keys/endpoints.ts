// Endpoints of management keys. Rows only.
import { createdManagementKeyJson, createManagementKeyInput, deletedJson, managementKeyJson } from '../../contract/keys-api.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { pageOf, pageQuery } from '../page.ts'
import { createManagementKey, deleteManagementKey, listManagementKeys } from './management-keys.ts'

const needs = { scope: 'account', action: 'management_keys.write' } as const

export const managementKeyEndpoints: readonly Endpoint[] = [
  endpoint({
    ...needs,
    method: 'GET',
    path: '/management-keys',
    does: 'list management keys, newest first',
    query: pageQuery,
    output: pageOf(managementKeyJson),
    run: listManagementKeys,
  }),
  endpoint({
    ...needs,
    method: 'POST',
    path: '/management-keys',
    asks: 'confirmed',
    does: 'create a management key; the answer is the only one that shows it',
    input: createManagementKeyInput,
    records: ['name', 'scope', 'expires'],
    output: createdManagementKeyJson,
    refuses: ['conflict'],
    run: createManagementKey,
  }),
  endpoint({
    ...needs,
    method: 'DELETE',
    path: '/management-keys/:id',
    does: 'destroy a management key',
    output: deletedJson,
    run: deleteManagementKey,
  }),
]
