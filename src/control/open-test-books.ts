// Books that have nothing to say, for tests of other things. Not part of the product.
import { healthy, unknownSpeed } from '../routing/health.ts'
import type { BooksDeps, RoutingDeps } from './control-deps.ts'

/** Every provider can be called, and none has a past. */
export const testRouting: RoutingDeps = { healthOf: () => healthy, speedOf: () => unknownSpeed, servable: () => true }

export const testBooks: BooksDeps = {
  ledgerState: async () => ({ entries: 0, behind: 0, anchor: '', unreconciled: 0, findings: [] }),
  signReceipt: (receipt) => ({ receipt: { ...receipt, issuer: 'https://router.example', public_key_id: 'test' }, signature: 'test' }),
  rotateReceiptKey: async () => ({ id: 'test', algorithm: 'Ed25519', public_key: 'test', created_at: '2027-01-01T00:00:00.000Z' }),
}
