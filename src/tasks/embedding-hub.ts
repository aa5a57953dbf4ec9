// The common form of embeddings: what is to be embedded, and the vectors that came back, whatever wire they travel in. Knows no wire.
import type { ChatRequest } from '../contract/chat.ts'
import type { AnswerFrame, Counted, OfferWire, WrittenRequest } from '../dialects/dialect.ts'

export interface EmbeddingAsk {
  readonly texts: readonly string[]
  readonly dimensions: number | null
  /** Fields that only the caller's own wire has a word for. */
  readonly ownFields: readonly string[]
}

export type Vectors = readonly (readonly number[])[]

export interface EmbeddingHub {
  /** Only of requests whose provider has another shape. */
  toCommon(request: ChatRequest): EmbeddingAsk
  fromCommon(ask: EmbeddingAsk, offer: OfferWire): WrittenRequest
  /** Null: the answer has no vectors that can be read. */
  vectorsOf(answer: Uint8Array): Vectors | null
  /** Its texts are not looked at again: a request may be long. */
  writeVectors(vectors: Vectors, request: ChatRequest, frame: AnswerFrame, counted: Counted): Uint8Array
}

/** Little-endian 32-bit floats, as OpenAI's SDKs decode them. */
export function vectorBase64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4)
  vector.forEach((value, at) => bytes.writeFloatLE(value, at * 4))
  return bytes.toString('base64')
}

export function isVector(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'number')
}
