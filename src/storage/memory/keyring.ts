// What rests sealed, in memory: the reference model. Forgets all when the process ends.
import { asId, type KeyId } from '../../contract/ids.ts'
import type { KeyringStore, SealedValue } from '../../keys/keyring-store.ts'
import type { ReceiptKey } from '../../ledger/receipt-store.ts'
import type { KeyRows } from './keys.ts'

export function memoryKeyring({ byId }: KeyRows, receiptKeys: ReceiptKey[]): KeyringStore {
  let kept: Uint8Array | null = null
  return {
    getKeyring: async () => kept,
    async listSealed() {
      const keys = [...byId].flatMap(([id, { sealedSecret }]) =>
        sealedSecret === null ? [] : [{ kind: 'key', id, sealed: sealedSecret } as const],
      )
      return [...keys, ...receiptKeys.map(({ id, sealedPrivate }) => ({ kind: 'receipt_key', id, sealed: sealedPrivate }) as const)]
    },
    async reseal(keyring, values) {
      kept = keyring
      for (const value of values) put(value)
    },
  }

  function put({ kind, id, sealed }: SealedValue): void {
    const row = kind === 'key' ? byId.get(asId<KeyId>(id)) : undefined
    if (row !== undefined && row.sealedSecret !== null) row.sealedSecret = sealed
    const at = kind === 'receipt_key' ? receiptKeys.findIndex((key) => key.id === id) : -1
    const found = receiptKeys[at]
    if (found !== undefined) receiptKeys[at] = { ...found, sealedPrivate: sealed }
  }
}
