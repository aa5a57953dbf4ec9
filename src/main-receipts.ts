// The keys that sign receipts: made with the first start, sealed under the server's secret, published for good. Knows no request.
import { canonicalJson } from './base/canonical-json.ts'
import { open, seal, sha256Hex } from './base/hash.ts'
import { makeSigningKey, signText } from './base/signing.ts'
import type { ReceiptJson, ReceiptKeyJson, ReceiptKeysJson, SignedReceiptJson } from './contract/receipt.ts'
import type { ReceiptKey, ReceiptStore } from './ledger/receipt-store.ts'

export interface Receipts {
  sign(receipt: Omit<ReceiptJson, 'issuer' | 'public_key_id'>): SignedReceiptJson
  rotate(): Promise<ReceiptKeyJson>
  keys(): ReceiptKeysJson
}

export interface ReceiptParts {
  readonly store: ReceiptStore
  /** Opens and closes what rests sealed. */
  readonly sealing: Buffer
  readonly issuer: () => string
  readonly nowMs: () => number
}

const boundTo = (id: string): string => `receipt_keys.private ${id}`

export async function openReceipts({ store, sealing, issuer, nowMs }: ReceiptParts): Promise<Receipts> {
  const known = [...(await store.listReceiptKeys())]

  async function make(): Promise<ReceiptKey> {
    const { publicKey, privateKey } = makeSigningKey()
    const id = sha256Hex(publicKey).slice(0, 16)
    const key = { id, publicKey, sealedPrivate: seal(sealing, privateKey, boundTo(id)), createdAtMs: nowMs() }
    await store.addReceiptKey(key)
    known.push(key)
    return key
  }
  if (known.length === 0) await make()

  return {
    sign(fields) {
      const { id, sealedPrivate } = known.at(-1) as ReceiptKey
      const receipt = { ...fields, issuer: issuer(), public_key_id: id }
      const privateKey = open(sealing, sealedPrivate, boundTo(id))
      if (privateKey === undefined) throw new Error(`the signing key ${id} cannot be opened with this secret`)
      return { receipt, signature: signText(privateKey, canonicalJson(receipt)) }
    },
    rotate: async () => keyJson(await make()),
    keys: () => ({ issuer: issuer(), keys: known.map(keyJson) }),
  }
}

function keyJson({ id, publicKey, createdAtMs }: ReceiptKey): ReceiptKeyJson {
  return { id, algorithm: 'Ed25519', public_key: publicKey, created_at: new Date(createdAtMs).toISOString() }
}
