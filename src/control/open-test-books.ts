// Books that have nothing to say, for tests of other things. Not part of the product.
import type { BooksDeps } from './control-deps.ts'

export const testBooks: BooksDeps = {
  ledgerState: async () => ({ entries: 0, behind: 0, anchor: '', unreconciled: 0, findings: [] }),
  signReceipt: (receipt) => ({ receipt: { ...receipt, issuer: 'https://router.example', public_key_id: 'test' }, signature: 'test' }),
  rotateReceiptKey: async () => ({ id: 'test', algorithm: 'Ed25519', public_key: 'test', created_at: '2027-01-01T00:00:00.000Z' }),
}
