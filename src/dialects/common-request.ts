// The common form of a request: the hub between two wire languages. Computed only when client and upstream speak different ones. No wire names
// but those that tell a caller which of its fields was meant.

/** Whose vendors can read a signature. */
export type SignatureMaker = 'openai-chat' | 'openai-responses' | 'anthropic-messages' | 'gemini' | 'bedrock-converse'
/** Proof of a model's own reasoning, opaque to all but the vendor that made it. */
export interface Signature {
  readonly from: SignatureMaker
  readonly text: string
}

/** The prompt up to here is to be cached; null: as long as the vendor likes. */
export interface CacheMark {
  readonly ttl: '5m' | '1h' | null
}

/** Where the bytes of an image, a document or a sound are: elsewhere, or here as base64. */
export type MediaSource =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'base64'; readonly mediaType: string; readonly data: string }
  | { readonly kind: 'text'; readonly text: string }

export type CommonPart =
  | { readonly kind: 'text'; readonly text: string; readonly cache?: CacheMark; readonly signature?: Signature }
  | { readonly kind: 'image'; readonly source: MediaSource; readonly detail?: string; readonly cache?: CacheMark }
  | {
      readonly kind: 'document'
      readonly source: MediaSource
      readonly name?: string
      readonly context?: string
      /** The answer is to cite it. */
      readonly cited?: boolean
      readonly cache?: CacheMark
    }
  | { readonly kind: 'audio'; readonly mediaType: string; readonly data: string }
  | ToolCall
  | ToolResult
  | Reasoning
  | { readonly kind: 'refusal'; readonly text: string }

export interface ToolCall {
  readonly kind: 'tool_call'
  readonly id: string
  readonly name: string
  /** JSON text for a function; free text for a custom tool. */
  readonly input: string
  readonly custom?: boolean
  readonly signature?: Signature
  readonly cache?: CacheMark
}

export interface ToolResult {
  readonly kind: 'tool_result'
  readonly callId: string
  /** The tool's name, where the wire repeats it. */
  readonly name?: string
  readonly content: readonly CommonPart[]
  readonly failed: boolean
  readonly custom?: boolean
  readonly cache?: CacheMark
}

export interface Reasoning {
  readonly kind: 'reasoning'
  /** Empty when the vendor shows none. */
  readonly text: string
  readonly signature?: Signature
  /** The vendor hides the text altogether; the signature stands for it. */
  readonly redacted?: boolean
}

/** A tool's result stands in a user's message; a wire that has a role for it splits them. */
export interface CommonMessage {
  readonly role: 'system' | 'developer' | 'user' | 'assistant'
  readonly parts: readonly CommonPart[]
  readonly name?: string
}

export interface CommonTool {
  readonly name: string
  readonly description?: string
  /** A JSON Schema; absent for tools without parameters. */
  readonly schema?: unknown
  readonly strict?: boolean
  /** Takes free text, not an object; `format` is its grammar. */
  readonly custom?: { readonly format?: unknown }
  readonly cache?: CacheMark
}

export type ToolChoice =
  | { readonly kind: 'auto' | 'none' | 'required' }
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'allowed'; readonly names: readonly string[]; readonly must: boolean }

export type AnswerFormat =
  | { readonly kind: 'json' }
  | {
      readonly kind: 'schema'
      readonly name: string
      readonly schema: unknown
      readonly strict?: boolean
      readonly description?: string
    }

/** How much the model is to think: in words, in tokens, or both. */
export interface ReasoningWish {
  /** `none` means not at all; null: the model decides. */
  readonly effort: string | null
  /** 0 means not at all. */
  readonly budgetTokens: number | null
  /** The reasoning's text, or a summary of it, is wanted in the answer; null: as the vendor does. */
  readonly shown: boolean | null
}

/** Settings that are one value. A value has the same shape and range whatever wire it came from. */
export interface SettingValues {
  temperature: number
  topP: number
  topK: number
  minP: number
  presencePenalty: number
  frequencyPenalty: number
  repetitionPenalty: number
  seed: number
  stop: readonly string[]
  choices: number
  logprobs: boolean
  topLogprobs: number
  logitBias: object
  user: string
  metadata: object
  /** `auto`, `default`, `flex`. */
  serviceTier: string
  /** `low`, `medium`, `high`. */
  verbosity: string
  parallelTools: boolean
  promptCacheKey: string
  tools: readonly CommonTool[]
  toolChoice: ToolChoice
  format: AnswerFormat
  reasoning: ReasoningWish
}

export type SettingName = keyof SettingValues

/** A setting with the name its caller knows it by: what cannot be carried is named to the caller in its own words. */
export interface Setting<T> {
  readonly value: T
  readonly from: string
}

export type Settings = { readonly [name in SettingName]?: Setting<SettingValues[name]> }

export interface CommonRequest {
  readonly messages: readonly CommonMessage[]
  readonly settings: Settings
  /** What the client sent and the common form has no word for, as paths in the client's request. */
  readonly left: readonly string[]
}
