// What it means to keep a response: the answer with all that led to it, sealed, for a time, where the account allows it. Knows no wire, cipher or clock.
import type { AccountId } from '../contract/ids.ts'
import type { KeptResponseStore } from './kept-response-store.ts'

export interface KeptResponse {
  /** The answer, as it is given again. */
  readonly response: Readonly<Record<string, unknown>>
  /** Every item that led to it, earlier turns included. */
  readonly input: readonly unknown[]
}

export interface ResponseShelf {
  allowed(account: AccountId): Promise<boolean>
  /** What is larger than may be kept is not. */
  keep(account: AccountId, id: string, kept: KeptResponse, nowMs: number): Promise<void>
  find(account: AccountId, id: string, nowMs: number): Promise<KeptResponse | undefined>
  forget(account: AccountId, id: string): Promise<boolean>
  readonly responseBytesMax: number
}

export interface ShelfParts {
  readonly store: KeptResponseStore
  /** `bound` ties what is sealed to its row: elsewhere it does not open. */
  readonly seal: (text: string, bound: string) => Uint8Array
  /** Undefined when it does not open, as after a change of the server's secret. */
  readonly open: (sealed: Uint8Array, bound: string) => string | undefined
  readonly keepMs: number
  readonly responseBytesMax: number
  readonly keptBytesMax: number
}

export function createResponseShelf({ store, seal, open, keepMs, responseBytesMax, keptBytesMax }: ShelfParts): ResponseShelf {
  return {
    responseBytesMax,
    allowed: (account) => store.responseStorage(account),
    async keep(accountId, id, kept, nowMs) {
      const sealed = seal(JSON.stringify(kept), boundTo(accountId, id))
      if (sealed.length <= responseBytesMax)
        await store.keepResponse({ accountId, id, sealed, untilMs: nowMs + keepMs }, nowMs, keptBytesMax)
    },
    async find(account, id, nowMs) {
      const sealed = await store.findResponse(account, id, nowMs)
      const text = sealed && open(sealed, boundTo(account, id))
      return text === undefined ? undefined : (JSON.parse(text) as KeptResponse)
    },
    forget: (account, id) => store.forgetResponse(account, id),
  }
}

function boundTo(account: AccountId, id: string): string {
  return `kept_responses.sealed ${account} ${id}`
}
