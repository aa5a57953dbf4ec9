// What rests sealed, in memory: the reference model. Forgets all when the process ends.
import type { TotpFactor } from '../../access/factor-store.ts'
import { asId, type KeyId, type UserId } from '../../contract/ids.ts'
import type { KeyringStore, SealedValue } from '../../keys/keyring-store.ts'
import type { ReceiptKey } from '../../ledger/receipt-store.ts'
import type { KeyRows } from './keys.ts'

export function memoryKeyring({ byId }: KeyRows, receiptKeys: ReceiptKey[], totp: Map<UserId, TotpFactor>): KeyringStore {
  let kept: Uint8Array | null = null
  return {
    getKeyring: async () => kept,
    async listSealed() {
      const keys = [...byId].flatMap(([id, { sealedSecret }]) =>
        sealedSecret === null ? [] : [{ kind: 'key', id, sealed: sealedSecret } as const],
      )
      const receipts = receiptKeys.map(({ id, sealedPrivate }) => ({ kind: 'receipt_key', id, sealed: sealedPrivate }) as const)
      return [...keys, ...receipts, ...[...totp].map(([id, { sealedSecret }]) => ({ kind: 'totp', id, sealed: sealedSecret }) as const)]
    },
    async reseal(keyring, values) {
      kept = keyring
      for (const value of values) put(value)
    },
  }

  function put({ kind, id, sealed }: SealedValue): void {
    const row = kind === 'key' ? byId.get(asId<KeyId>(id)) : undefined
    if (row !== undefined && row.sealedSecret !== null) row.sealedSecret = sealed
    const user = asId<UserId>(id)
    const app = kind === 'totp' ? totp.get(user) : undefined
    if (app !== undefined) totp.set(user, { ...app, sealedSecret: sealed })
    const at = kind === 'receipt_key' ? receiptKeys.findIndex((key) => key.id === id) : -1
    const found = receiptKeys[at]
    if (found !== undefined) receiptKeys[at] = { ...found, sealedPrivate: sealed }
  }
}
