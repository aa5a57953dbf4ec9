// The rows of the control API for response storage.
import { responseStorageInput, responseStorageJson } from '../../contract/responses-api.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { getResponseStorage, setResponseStorage } from './response-storage.ts'

export const responseEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/response-storage',
    scope: 'read',
    does: 'say whether responses of `/v1/responses` are kept for this account',
    output: responseStorageJson,
    run: getResponseStorage,
  }),
  endpoint({
    method: 'POST',
    path: '/response-storage',
    scope: 'account',
    does: 'let responses be kept, encrypted and for a time, or keep none and delete those that are',
    input: responseStorageInput,
    records: ['allowed'],
    output: responseStorageJson,
    run: setResponseStorage,
  }),
]
