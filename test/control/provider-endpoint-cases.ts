// The rows of every-endpoint.ts for providers, their credentials, published models and probes. Asserts nothing.
import { type EndpointCase, get, onId, post, remove } from './endpoint-case.ts'
import type { Scene } from './furnish-scene.ts'

const provider = (scene: Scene): Promise<string> =>
  scene.made('/providers', { id: `p-${String(Math.random()).slice(2)}`, api_key: 'made-up' })
async function credential(scene: Scene): Promise<string> {
  const id = `p-${String(Math.random()).slice(2)}`
  const { body: made } = await scene.owner('/providers', { body: { id, api_key: 'made-up' } })
  return (made as unknown as { credentials: { id: string }[] }).credentials[0]?.id ?? ''
}

export const providerEndpointCases: Readonly<Record<string, EndpointCase>> = {
  'providers.list': { least: 'operator', good: get('/providers') },
  'providers.test': { least: 'operator', good: post('/providers/acme/test', {}) },
  'vendors.list': { least: 'operator', good: get('/vendors') },
  'providers.create': { least: 'operator', good: post('/providers', { id: 'made', api_key: 'made-up' }) },
  'providers.change': { least: 'operator', good: onId(provider, '/providers/:id', { method: 'PATCH', body: { name: 'other' } }) },
  'providers.delete': { least: 'operator', good: onId(provider, '/providers/:id', remove) },
  'providers.models': { least: 'operator', good: get('/providers/acme/models') },
  'providers.credentials': {
    least: 'operator',
    good: onId(provider, '/providers/:id/credentials', { body: { name: 'second', value: 'made-up' } }),
  },
  'provider_credentials.change': {
    least: 'operator',
    good: onId(credential, '/provider-credentials/:id', { method: 'PATCH', body: { disabled: true } }),
  },
  'provider_credentials.delete': { least: 'operator', good: onId(credential, '/provider-credentials/:id', remove) },
  'models.create': { least: 'operator', good: post('/models', { id: 'priced' }) },
  'models.delete': { least: 'operator', good: ({ owner }) => owner('/models/priced', remove) },
  'verifications.list': { least: 'operator', good: get('/verifications?provider=acme') },
  'verifications.create': { least: 'operator', good: post('/verifications', { model: 'priced' }) },
}
