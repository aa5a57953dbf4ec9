// The account that the cases of all endpoints run in: one of everything, its owner signed in, and ways to make more of it. Asserts little.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type AccountId, asId, type KeyId } from '../../src/contract/ids.ts'
import { keyOf, recordOf, reservation } from '../../src/storage/cases/scene.ts'
import type { Answered, Asking, TestControl } from './open-test-control.ts'

/** An account with one of everything, and its owner signed in. */
export interface Scene {
  readonly control: TestControl
  readonly account: AccountId
  readonly owner: (path: string, asking?: Asking) => Promise<Answered>
  readonly ownerId: string
  readonly requestId: string
  readonly orderId: string
  /** For files that are made. */
  readonly folder: string
  /** Makes one more of what a path makes, and gives its ID. */
  readonly made: (path: string, body: object) => Promise<string>
  /** Signs the owner in once more. */
  readonly freshCookie: () => Promise<string>
}

export const ownerPassword = 'correct horse battery'

/** A member who comes in by invitation. */
export async function join(scene: Scene, role: string, email: string): Promise<{ readonly id: string; readonly cookie: string }> {
  const invited = await scene.owner('/invitations', { body: { email, role } })
  assert.equal(invited.status, 201, invited.text)
  const token = tokenOf(invited)
  const joined = await scene.control.page('')('/invitations/accept', { body: { token, password: ownerPassword } })
  assert.equal(joined.status, 201, joined.text)
  return { id: (joined.body as unknown as { user: { id: string } }).user.id, cookie: joined.cookie }
}

export function tokenOf(answered: Answered): string {
  const url = Object.values(answered.body as Record<string, unknown>).find((value) => String(value).includes('#token='))
  return String(url).split('token=')[1] ?? ''
}

export const savedCard = { customerId: 'cus_1', methodId: 'pm_1', brand: 'visa', lastFour: '4242' }

/** As the payment provider tells it, after somebody left a card on its page. */
export async function saveCard({ control, account: id }: Scene): Promise<void> {
  await control.deps.store.saveCard(id, savedCard, { eventId: `evt_card_${randomUUID()}`, atMs: 0 })
}

/** Furnishes the account of a fresh control API: a charged request, a paid order, an owner who operates the server. */
export async function furnishScene(control: TestControl, folder = '/'): Promise<Scene> {
  const { deps, first, page } = control
  const { store } = deps
  const { accountId } = first
  const owner = page(await control.setUp())
  const atMs = deps.clock.now()
  const keyId = asId<KeyId>('key_spent')
  await store.createKey(keyOf({ id: keyId, accountId }), 'hash of the spent key', null)
  const held = reservation('c1', 1_000n, { accountId, keyId, atMs, model: asId('priced'), priceVersion: asId('priced@1') })
  assert.ok((await store.reserve(held)).ok)
  const spent = { accountId, keyId, timeMs: atMs, model: 'priced', priceVersion: asId<never>('priced@1') }
  assert.ok((await store.settle({ id: held.id, record: recordOf('c1', 900n, spent), overrunNano: 0n })).ok)
  const orderId = 'ord_scene'
  await store.createOrder({ id: orderId, accountId, amountCents: 500, title: 'Starter', origin: 'checkout', createdAtMs: atMs })
  const paid = { eventId: 'evt_scene', atMs, orderId, paymentId: 'pay_scene', amountCents: 500, currency: 'usd' }
  await store.applyPayment({ type: 'paid', ...paid })
  return {
    control,
    account: accountId,
    owner,
    ownerId: (await store.findUserByEmail('owner@example.com'))?.id ?? '',
    requestId: held.id,
    orderId,
    folder,
    async made(path, made) {
      const answered = await owner(path, { body: made })
      assert.ok(answered.status < 300, answered.text)
      return (answered.body as unknown as { id: string }).id
    },
    async freshCookie() {
      const answered = await page('')('/sign-in', { body: { email: 'owner@example.com', password: ownerPassword } })
      assert.equal(answered.status, 201, answered.text)
      return answered.cookie
    },
  }
}
