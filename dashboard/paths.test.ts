// All links of the dashboard, whole, so that a changed URL is seen and meant; and the server has a page behind each.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dispatch } from '../src/http/routes.ts'
import { paths } from './paths.ts'

const links = {
  ...paths,
  modelOf: paths.modelOf('Qwen/Qwen-Plus 2?'),
  docOf: paths.docOf('guide/quickstart', 'next'),
  usageOf: paths.usageOf({ status: 'quota', model: 'a&b/c', range: '7d' }),
  requestOf: paths.requestOf('019ac'),
  playgroundOf: paths.playgroundOf('Qwen/Qwen-Plus'),
}

test('every link of the dashboard', () => {
  assert.deepEqual(links, {
    overview: '/',
    setup: '/setup',
    invitation: '/invitation',
    resetPassword: '/reset-password',
    oidcCallback: '/sign-in/callback',
    signIn: '/sign-in',
    signUp: '/sign-up',
    models: '/models',
    keys: '/keys',
    usage: '/usage',
    playground: '/playground',
    billing: '/billing',
    docs: '/docs',
    status: '/status',
    members: '/members',
    settings: '/settings',
    providers: '/operator/providers',
    prices: '/operator/prices',
    priceImport: '/operator/prices/import',
    accounts: '/operator/accounts',
    users: '/operator/users',
    vouchers: '/operator/vouchers',
    alerts: '/operator/alerts',
    auditLog: '/operator/audit-log',
    system: '/operator/system',
    modelOf: '/models/Qwen/Qwen-Plus%202%3F',
    docOf: '/docs/guide/quickstart#next',
    usageOf: '/usage?status=quota&model=a%26b%2Fc&range=7d',
    requestOf: '/usage?id=019ac',
    playgroundOf: '/playground?model=Qwen%2FQwen-Plus',
  })
})

test('the server has a page behind every link', () => {
  for (const link of Object.values(links)) {
    const found = dispatch('GET', link.split('#', 1)[0] as string)
    assert.equal(found.kind, 'route', link)
    assert.equal(found.kind === 'route' && found.route.auth, 'public', link)
  }
})
