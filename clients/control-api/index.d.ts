import type { Operations, Problem } from './operations.d.ts'

export type * from './operations.d.ts'

export interface ClientOptions {
  /** Where the server is, such as `https://router.example.com`. */
  readonly baseUrl: string
  /** `nxr-mgmt-...` */
  readonly managementKey: string
  /** Another `fetch`, for proxies and tests. */
  readonly fetch?: typeof globalThis.fetch
}

type Name = keyof Operations

/** `ids` and `body` have to be given exactly where the operation needs them. */
export type CallOptions<N extends Name> = {
  readonly query?: Operations[N]['query']
  /** New for each new request: sent again with the same body, a write is answered as before and not done twice. */
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
} & (Operations[N]['ids'] extends Record<string, never> ? { readonly ids?: undefined } : { readonly ids: Operations[N]['ids'] }) &
  (undefined extends Operations[N]['body'] ? { readonly body?: Operations[N]['body'] } : { readonly body: Operations[N]['body'] })

type Arguments<N extends Name> = Record<string, never> extends CallOptions<N> ? [options?: CallOptions<N>] : [options: CallOptions<N>]

/** Operations that give a list in pages. */
export type ListName = { [N in Name]: Operations[N]['answer'] extends { data: unknown[]; next: string | null } ? N : never }[Name]
type RowOf<N extends ListName> = Operations[N]['answer'] extends { data: Array<infer Row> } ? Row : never

export interface ControlClient {
  /** Rejects ControlApiError when the server refuses, and whatever `fetch` rejects when it cannot be reached. */
  call<N extends Name>(name: N, ...options: Arguments<N>): Promise<Operations[N]['answer']>
  /** Every row of a list, page after page. */
  each<N extends ListName>(name: N, ...options: Arguments<N>): AsyncGenerator<RowOf<N>>
}

export declare function createControlClient(options: ClientOptions): ControlClient

export declare class ControlApiError extends Error {
  readonly status: number
  readonly code: Problem['error']['code']
  /** The field at fault. */
  readonly param: string | null
  readonly requestId: string | null
  /** How long to wait before the same request may succeed. */
  readonly retryAfterMs: number | null
}
