// What simulated models are asked, whatever wire it came over, and how they refuse it. Knows no wire, no sockets and no answers.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }
export type JsonObject = { readonly [name: string]: Json }

/** An error in OpenAI's words; the other wires have words of their own for each status. Source: https://platform.openai.com/docs/guides/error-codes */
export interface DemoRefusal {
  readonly status: number
  readonly type: string
  readonly code: string | null
  readonly message: string
  readonly param: string | null
}

export interface ChatMessage {
  /** `system`, `developer`, `user`, `assistant`, or `tool` for what a tool gave back. */
  readonly role: string
  readonly text: string
  /** The asked detail of each image part. */
  readonly images: readonly ('low' | 'high' | 'auto')[]
  /** Documents and sounds, which are counted and not looked into. */
  readonly files: readonly ('document' | 'sound')[]
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly argumentsText: string }[]
  /** On tool results: the call that this answers. */
  readonly toolCallId: string | null
}

export interface OfferedTool {
  readonly name: string
  readonly parameters: Json
  /** Takes text instead of an object. */
  readonly custom?: boolean
}

export type ToolChoice = { readonly kind: 'auto' | 'none' | 'required' } | { readonly kind: 'named'; readonly name: string }
export type AnswerFormat = { readonly kind: 'text' | 'json_object' } | { readonly kind: 'json_schema'; readonly schema: Json }

export interface ChatAsk {
  readonly model: string
  readonly messages: readonly ChatMessage[]
  readonly stream: boolean
  readonly includeUsage: boolean
  /** Null: no cap asked. */
  readonly outputTokensMax: number | null
  readonly stops: readonly string[]
  readonly choices: number
  /** Null: no log probabilities asked; else how many alternatives per token. */
  readonly topLogprobs: number | null
  readonly seed: number
  readonly tools: readonly OfferedTool[]
  readonly toolChoice: ToolChoice
  readonly parallelTools: boolean
  readonly format: AnswerFormat
  readonly toolsText: string
  /** The caller marks what is to be cached; else the provider caches as it likes and says nothing of it. */
  readonly marksCache: boolean
  /** What a model that reasons does with its reasoning: nothing of the kind, think and keep it, or show it. */
  readonly reasoning: 'off' | 'hidden' | 'shown'
}

/** What most asks do not say. */
export const plainAsk = {
  includeUsage: true,
  stops: [],
  choices: 1,
  topLogprobs: null,
  seed: 0,
  tools: [],
  toolChoice: { kind: 'auto' },
  parallelTools: true,
  format: { kind: 'text' },
  toolsText: '',
  marksCache: false,
} as const satisfies Partial<ChatAsk>

export const plainMessage = { text: '', images: [], files: [], toolCalls: [], toolCallId: null } as const satisfies Partial<ChatMessage>
