// The rows of every-endpoint.ts for signing in through another service. The service is a stand-in here; oidc.test.ts has a real one. Asserts little.
import type { Oidc } from '../../src/access/oidc.ts'
import { asId } from '../../src/contract/ids.ts'
import { setUpApp } from './factor-endpoint-cases.ts'
import type { EndpointCase } from './endpoint-case.ts'
import { join, type Scene } from './furnish-scene.ts'
import type { Answered } from './open-test-control.ts'

/** Believes whatever subject the browser names. */
export const believingOidc: Oidc = {
  id: 'default',
  name: 'Test login',
  issuer: 'https://login.example.com',
  start: async ({ state }) => `https://login.example.com/authorize?state=${state}`,
  finish: async (query) => ({
    subject: new URLSearchParams(query).get('subject') ?? '',
    verifiedEmail: null,
    name: null,
    signedInAtMs: null,
  }),
}

async function begin({ control }: Scene): Promise<string> {
  return (await control.page('')('/oidc-requests', { body: {} })).cookie
}

/** A member whose identity elsewhere is connected. */
async function connected(scene: Scene): Promise<{ readonly subject: string; readonly cookie: string }> {
  const subject = `${Math.random()}`
  const { id, cookie } = await join(scene, 'viewer', `${subject}@example.com`)
  await scene.control.deps.store.linkIdentity({ issuer: believingOidc.issuer, subject, userId: asId(id), createdAtMs: 0 })
  return { subject, cookie }
}

const signIn = (scene: Scene, subject: string, cookie: string): Promise<Answered> =>
  scene.control.page(cookie)('/sign-in/oidc', { body: { query: `subject=${subject}` } })

export const identityEndpointCases: Readonly<Record<string, EndpointCase>> = {
  'oidc_requests.create': { least: 'anyone', good: ({ control }) => control.page('')('/oidc-requests', { body: {} }) },
  'sign_in.oidc': { least: 'anyone', good: async (scene) => signIn(scene, (await connected(scene)).subject, await begin(scene)) },
  'sign_in.oidc.code': {
    least: 'anyone',
    good: async (scene) => {
      const { subject, cookie } = await connected(scene)
      const { clock, page } = scene.control
      const { codes } = await setUpApp(page(cookie), clock)
      const flow = await begin(scene)
      await signIn(scene, subject, flow)
      return page(flow)('/sign-in/oidc/code', { body: { code: codes[0] } })
    },
  },
  'user.identities': {
    least: 'viewer',
    good: async (scene) => {
      const { cookie } = await join(scene, 'viewer', `${Math.random()}@example.com`)
      const body = { query: `subject=${Math.random()}` }
      return scene.control.page(`${cookie}; ${await begin(scene)}`)('/user/identities', { body })
    },
  },
  'user.identities.delete': {
    least: 'viewer',
    good: async (scene) => scene.control.page((await connected(scene)).cookie)('/user/identities', { method: 'DELETE' }),
  },
}
