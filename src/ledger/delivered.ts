// Delivered or not billed: which finished answers cost nothing. Pure; docs/concepts/money.md publishes the rule. Knows no storage.

/** Why a charge was taken back. */
export type ReversalReason =
  /** The answer ended without any output, and its provider counted none. */
  | 'no_output'
  /** The provider's filter ended the answer before any output. */
  | 'content_filter'
  /** The provider said `error`, or nothing, where the reason of the end belongs, before any output. */
  | 'provider_error'
  /** The client was gone before the first byte of a whole answer could be given to its connection. */
  | 'client_left'
  /** The server failed between the charge and the answer. */
  | 'gateway_error'

export interface FinishedAnswer {
  /** Text, reasoning, refusal or a tool call arrived. */
  readonly hasOutput: boolean
  readonly finishReason: string | null
  /** Output tokens as the provider counted them, hidden reasoning included; null: it counted none. */
  readonly completionTokens: number | null
}

/**
 * null: it is billed. An answer without a word is billed only where the provider says that it worked: it ended by itself or at the
 * caller's limit, and counted output (reasoning that it does not show, or a stop sequence met at once).
 */
export function notDelivered({ hasOutput, finishReason, completionTokens }: FinishedAnswer): ReversalReason | null {
  if (hasOutput) return null
  if (finishReason === 'content_filter') return 'content_filter'
  if (finishReason === null || finishReason === 'error') return 'provider_error'
  return completionTokens === null || completionTokens === 0 ? 'no_output' : null
}
