// The rows of every-endpoint.ts for second factors, each with somebody of its own, so that the owner keeps signing in plainly. Asserts little.
import { stepOfTotpCode, totpCode, totpStepAt } from '../../src/base/totp.ts'
import type { EndpointCase } from './endpoint-case.ts'
import { join, type Scene } from './furnish-scene.ts'
import type { Answered, Asking, TestControl } from './open-test-control.ts'
import { type Deviation, type SoftPasskey, softPasskey } from './soft-authenticator.ts'

type Page = (path: string, asking?: Asking) => Promise<Answered>

interface Somebody {
  readonly id: string
  readonly page: Page
}

async function somebody(scene: Scene): Promise<Somebody> {
  const { id, cookie } = await join(scene, 'viewer', `${Math.random()}@example.com`)
  return { id, page: scene.control.page(cookie) }
}

/** What the app shows at an instant, from the secret in base 32. */
export function appCode(secret: string, nowMs: number): string {
  return totpCode(fromBase32(secret), totpStepAt(nowMs))
}

/** Certainly none of the codes that work now. */
export function wrongCode(secret: string, nowMs: number): string {
  const bytes = fromBase32(secret)
  for (let guess = 0; ; guess += 1) {
    const code = String(guess).padStart(6, '0')
    if (stepOfTotpCode(bytes, code, nowMs) === undefined) return code
  }
}

function fromBase32(text: string): Buffer {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...text].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

/** Sets up an app for whoever the page belongs to. */
export async function setUpApp(page: Page, clock: TestControl['clock']): Promise<{ secret: string; codes: string[]; confirmed: Answered }> {
  const { secret } = (await page('/user/totp', { body: {} })).body as unknown as { secret: string }
  const confirmed = await page('/user/totp/confirm', { body: { code: appCode(secret, clock.now()) } })
  return { secret, codes: (confirmed.body as unknown as { recovery_codes: string[] }).recovery_codes, confirmed }
}

/** Adds a passkey to whoever the page belongs to. */
export async function addPasskeyTo(page: Page): Promise<{ key: SoftPasskey; added: Answered }> {
  const key = softPasskey()
  const { options } = (await page('/user/passkeys/options', { body: {} })).body as unknown as { options: unknown }
  return { key, added: await page('/user/passkeys', { body: { name: 'laptop', passkey: key.create(options) } }) }
}

/** What a key makes of a fresh request, and the cookie of the browser that asked. */
export async function passkeyProofFor(
  control: Pick<TestControl, 'page'>,
  key: SoftPasskey,
  deviation: Deviation = {},
): Promise<{ cookie: string; passkey: object }> {
  const asked = await control.page('')('/passkey-requests', { body: {} })
  const { options } = asked.body as unknown as { options: unknown }
  return { cookie: asked.cookie, passkey: key.get(options, deviation) }
}

async function passkeyOfSomebody(scene: Scene): Promise<string> {
  return (await addPasskeyTo((await somebody(scene)).page)).key.id
}

async function withApp(scene: Scene): Promise<Somebody> {
  const one = await somebody(scene)
  await setUpApp(one.page, scene.control.clock)
  return one
}

export const factorEndpointCases: Readonly<Record<string, EndpointCase>> = {
  'user.factors': { least: 'viewer', good: async (scene) => (await withApp(scene)).page('/user/factors') },
  'user.totp': { least: 'viewer', good: async (scene) => (await somebody(scene)).page('/user/totp', { body: {} }) },
  'user.totp.confirm': {
    least: 'viewer',
    good: async (scene) => (await setUpApp((await somebody(scene)).page, scene.control.clock)).confirmed,
  },
  'user.totp.delete': { least: 'viewer', good: async (scene) => (await withApp(scene)).page('/user/totp', { method: 'DELETE' }) },
  'user.recovery_codes': { least: 'viewer', good: async (scene) => (await withApp(scene)).page('/user/recovery-codes', { body: {} }) },
  'passkey_requests.create': { least: 'anyone', good: ({ control }) => control.page('')('/passkey-requests', { body: {} }) },
  'user.passkeys.options': { least: 'viewer', good: async (scene) => (await somebody(scene)).page('/user/passkeys/options', { body: {} }) },
  'user.passkeys': { least: 'viewer', good: async (scene) => (await addPasskeyTo((await somebody(scene)).page)).added },
  'user.passkeys.delete': {
    least: 'viewer',
    id: passkeyOfSomebody,
    good: async (scene) => {
      const { page } = await somebody(scene)
      const { key } = await addPasskeyTo(page)
      return page(`/user/passkeys/${key.id}`, { method: 'DELETE' })
    },
  },
  'sign_in.passkey': {
    least: 'anyone',
    good: async (scene) => {
      const { key } = await addPasskeyTo((await somebody(scene)).page)
      const { cookie, passkey } = await passkeyProofFor(scene.control, key)
      return scene.control.page(cookie)('/sign-in/passkey', { body: { passkey } })
    },
  },
  'users.drop_factors': {
    least: 'operator',
    good: async (scene) => scene.owner(`/users/${(await withApp(scene)).id}/drop-factors`, { body: {} }),
  },
}
