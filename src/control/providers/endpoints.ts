// Endpoints of providers, their credentials and the models published over them. Rows only.
import { nothing } from '../../contract/control-api.ts'
import {
  addCredentialInput,
  changeCredentialInput,
  changeProviderInput,
  connectProviderInput,
  disconnectedJson,
  providerJson,
  publishModelInput,
  upstreamModelJson,
  vendorJson,
} from '../../contract/providers-api.ts'
import { modelJson, providerTestJson } from '../../contract/server-answers.ts'
import { publishModel, takeModelDown } from '../catalog/publish-model.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { pageOf } from '../page.ts'
import { changeProvider, connectProvider, disconnectProvider, listProviders, listVendors } from './connect-provider.ts'
import { addCredential, changeCredential, deleteCredential } from './credentials.ts'
import { testProvider } from './test-provider.ts'
import { listUpstreamModels } from './upstream-models.ts'

const scope = 'operator'

export const providerEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/providers',
    scope,
    does: 'list the connected providers with their credentials, which are never shown',
    output: pageOf(providerJson),
    run: listProviders,
  }),
  endpoint({
    method: 'GET',
    path: '/vendors',
    scope,
    does: 'list the vendors that can be connected by their ID, and what each needs',
    output: pageOf(vendorJson),
    run: listVendors,
  }),
  endpoint({
    method: 'POST',
    path: '/providers',
    scope,
    does: 'connect a vendor by its ID, or any server that speaks one of the dialects',
    input: connectProviderInput,
    records: ['id', 'name', 'vendor', 'dialect', 'base_url', 'base_url_parts', 'allow_private'],
    output: providerJson,
    refuses: ['conflict'],
    run: connectProvider,
  }),
  endpoint({
    method: 'PATCH',
    path: '/providers/:id',
    scope,
    does: 'change the description of a connected provider; another host takes its credentials away',
    input: changeProviderInput,
    records: ['name', 'dialect', 'base_url', 'base_url_parts', 'allow_private'],
    output: providerJson,
    refuses: ['conflict'],
    run: changeProvider,
  }),
  endpoint({
    method: 'DELETE',
    path: '/providers/:id',
    scope,
    does: 'disconnect a provider and destroy its credentials',
    output: disconnectedJson,
    refuses: ['conflict'],
    run: disconnectProvider,
  }),
  endpoint({
    method: 'POST',
    path: '/providers/:id/credentials',
    scope,
    does: 'add a credential to a connected provider',
    input: addCredentialInput,
    records: ['name', 'weight'],
    output: providerJson,
    refuses: ['conflict'],
    run: addCredential,
  }),
  endpoint({
    method: 'PATCH',
    path: '/provider-credentials/:id',
    scope,
    does: 'change the weight of a credential, disable or enable it',
    input: changeCredentialInput,
    records: ['weight', 'disabled'],
    output: providerJson,
    run: changeCredential,
  }),
  endpoint({
    method: 'DELETE',
    path: '/provider-credentials/:id',
    scope,
    does: 'destroy a credential',
    output: disconnectedJson,
    run: deleteCredential,
  }),
  endpoint({
    method: 'POST',
    path: '/providers/:id/test',
    scope,
    does: 'send one small real request to a provider, with each of its credentials',
    input: nothing,
    output: providerTestJson,
    run: testProvider,
  }),
  endpoint({
    method: 'GET',
    path: '/providers/:id/models',
    scope,
    does: 'list the models that a provider says it serves',
    output: pageOf(upstreamModelJson),
    refuses: ['upstream_error'],
    run: listUpstreamModels,
  }),
  endpoint({
    method: 'POST',
    path: '/models',
    scope,
    does: 'publish a model with its offers, in the form of the YAML; its price goes into the price book',
    input: publishModelInput,
    records: ['id', 'context_length', 'max_output_tokens', 'offers', 'price_usd_per_million'],
    output: modelJson,
    refuses: ['conflict'],
    run: publishModel,
  }),
  endpoint({
    method: 'DELETE',
    path: '/models/:id',
    scope,
    does: 'take down a model that was published through this API',
    output: disconnectedJson,
    run: takeModelDown,
  }),
]
