// What it means to keep a response: the answer with all that led to it, sealed, for a time, where the account allows it. Knows no wire, cipher or clock.
import type { AccountId, RequestId } from '../contract/ids.ts'
import type { KeptResponseStore } from './kept-response-store.ts'

export interface KeptResponse {
  /** The answer, as it is given again. */
  readonly response: Readonly<Record<string, unknown>>
  /** Every item that led to it, earlier turns included. */
  readonly input: readonly unknown[]
  /** What else was asked: the request without its input. Absent in what was kept before it was. */
  readonly request?: Readonly<Record<string, unknown>>
}

/** What a response is found by. */
export interface KeptName {
  readonly id: string
  readonly requestId: RequestId
}

export interface ResponseShelf {
  allowed(account: AccountId): Promise<boolean>
  /** What is larger than may be kept is not. */
  keep(account: AccountId, name: KeptName, kept: KeptResponse, nowMs: number): Promise<void>
  find(account: AccountId, id: string, nowMs: number): Promise<KeptResponse | undefined>
  /** By the request that it answers. */
  findTo(account: AccountId, request: RequestId, nowMs: number): Promise<KeptResponse | undefined>
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
  const opened = (account: AccountId, id: string, sealed: Uint8Array): KeptResponse | undefined => {
    const text = open(sealed, boundTo(account, id))
    return text === undefined ? undefined : (JSON.parse(text) as KeptResponse)
  }
  return {
    responseBytesMax,
    allowed: (account) => store.responseStorage(account),
    async keep(accountId, { id, requestId }, kept, nowMs) {
      const sealed = seal(JSON.stringify(kept), boundTo(accountId, id))
      if (sealed.length <= responseBytesMax)
        await store.keepResponse({ accountId, id, requestId, sealed, untilMs: nowMs + keepMs }, nowMs, keptBytesMax)
    },
    async find(account, id, nowMs) {
      const sealed = await store.findResponse(account, id, nowMs)
      return sealed && opened(account, id, sealed)
    },
    async findTo(account, request, nowMs) {
      const row = await store.findResponseTo(account, request, nowMs)
      return row && opened(account, row.id, row.sealed)
    },
    forget: (account, id) => store.forgetResponse(account, id),
  }
}

function boundTo(account: AccountId, id: string): string {
  return `kept_responses.sealed ${account} ${id}`
}
