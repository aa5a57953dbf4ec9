// How many tokens a prompt can be, before anybody counted: an upper bound for holds, a middle estimate for limits. Knows no prices.
import { assert } from '../base/assert.ts'

/** What is known of a prompt before it is sent: text sizes include tools and schemas, and leave image payloads out. */
export interface PromptShape {
  readonly asciiBytes: number
  /** UTF-8 bytes above 127. */
  readonly otherBytes: number
  readonly messages: number
  readonly images: number
  /** Upper bound of tokens for one image of this model. */
  readonly imageTokensMax: number
  /** Inlined audio; absent: none. */
  readonly audio?: readonly AudioPart[]
  /** Tokens that were sent as such; absent: none. */
  readonly tokens?: number
  readonly contextLength: number
}

/** One piece of inlined audio: its format as the request names it, and its size in bytes. */
export interface AudioPart {
  readonly format: string
  readonly bytes: number
}

/** Role markers, separators and tool preambles that chat templates add; far above what any published template uses. */
const overheadPerMessage = 16
const overheadPerRequest = 64
/** The learned ratio is a quantile of the past, so the next prompt gets a tenth on top. */
const learnedMargin = 1.1
/** What chat templates add at least (three or four tokens a message): used where too little is the safe side. */
const overheadLeastPerMessage = 3
const overheadLeastPerRequest = 3
/** One image of about a megapixel costs this at the vendors that publish a formula. */
const imageTokensTypical = 800
/**
 * Bytes of audio that one token stands for at the least and as a rule. Vendors count 10 to 32 tokens a second. The least uncompressed sound
 * has 4 kB a second and usually 32 kB; compressed speech has 0.75 kB at the least and usually 8 kB.
 */
const bytesPerAudioToken = { wav: { least: 100, typical: 3_200 }, compressed: { least: 16, typical: 800 } } as const

/**
 * Input tokens to hold money for. `ratio` is tokens per UTF-8 byte, learned for this account and model; undefined before there is
 * enough data: half a token per ASCII byte, one per other byte. A ratio of 1 is the worst case: no tokenizer makes more tokens than bytes.
 * The text part never exceeds the model's context; images and audio come on top.
 */
export function promptTokensBound(shape: PromptShape, ratio: number | undefined): number {
  const bytes = shape.asciiBytes + shape.otherBytes
  const text =
    ratio === undefined ? Math.ceil(shape.asciiBytes / 2) + shape.otherBytes : Math.min(bytes, Math.ceil(ratio * bytes * learnedMargin))
  const overhead = overheadPerMessage * shape.messages + overheadPerRequest
  const counted = (shape.tokens ?? 0) + overhead
  return checked(Math.min(text + counted, shape.contextLength) + shape.images * shape.imageTokensMax + audioTokensBound(shape))
}

/**
 * Input tokens as they probably are, for tokens-per-minute limits, for 413 and for streams that ended without counts: never for holds.
 * `medianRatio` is tokens per UTF-8 byte, learned; undefined: a quarter token per ASCII byte, half a token per other byte.
 */
export function promptTokensEstimate(shape: PromptShape, medianRatio: number | undefined): number {
  const bytes = shape.asciiBytes + shape.otherBytes
  const text =
    medianRatio === undefined ? Math.ceil(shape.asciiBytes / 4 + shape.otherBytes / 2) : Math.min(bytes, Math.ceil(medianRatio * bytes))
  const images = shape.images * Math.min(shape.imageTokensMax, imageTokensTypical)
  const counted = (shape.tokens ?? 0) + leastOverhead(shape.messages)
  return checked(Math.min(text + counted, shape.contextLength) + images + audioTokensEstimate(shape))
}

/** Audio tokens to hold money for; never more than the model's context. */
export function audioTokensBound(shape: Pick<PromptShape, 'audio' | 'contextLength'>): number {
  return audioTokens(shape, 'least')
}

/** Audio tokens as they probably are. */
export function audioTokensEstimate(shape: Pick<PromptShape, 'audio' | 'contextLength'>): number {
  return audioTokens(shape, 'typical')
}

function audioTokens({ audio = [], contextLength }: Pick<PromptShape, 'audio' | 'contextLength'>, density: 'least' | 'typical'): number {
  let tokens = 0
  for (const { format, bytes } of audio) {
    tokens += Math.ceil(bytes / bytesPerAudioToken[format === 'wav' ? 'wav' : 'compressed'][density])
  }
  return Math.min(checked(tokens), contextLength)
}

/** Output tokens of a text we counted ourselves, when the provider reported none: a quarter token per ASCII byte, half per other byte. */
export function outputTokensEstimate(asciiBytes: number, otherBytes: number): number {
  return checked(Math.ceil(asciiBytes / 4 + otherBytes / 2))
}

/** Template tokens that every prompt of this many messages has; subtracted before learning, so that learning errs upward. */
export function leastOverhead(messages: number): number {
  return overheadLeastPerMessage * messages + overheadLeastPerRequest
}

function checked(tokens: number): number {
  assert(Number.isSafeInteger(tokens) && tokens >= 0, 'a prompt has a non-negative safe number of tokens')
  return tokens
}
