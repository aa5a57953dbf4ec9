// The tasks that simulated models do, by path: a body in, an answer or a refusal out. Knows nothing of sockets.
import type { Result } from '../base/result.ts'
import type { DemoModel } from './demo-models.ts'
import { draw } from './draw.ts'
import { embed } from './embed.ts'
import { moderate } from './moderate.ts'
import { rank } from './rank.ts'
import type { DemoRefusal, Json } from './ask.ts'
import { speak } from './speak.ts'
import { transcribe } from './transcribe.ts'

/** Bytes have a type of their own. */
export type DemoTaskAnswer = { readonly json: Json } | { readonly bytes: Uint8Array; readonly type: string }
export type DemoTaskHandler = (body: Buffer, models: ReadonlyMap<string, DemoModel>) => Result<DemoTaskAnswer, DemoRefusal>

export const demoTasks: Readonly<Record<string, DemoTaskHandler>> = {
  '/v1/embeddings': embed,
  '/v1/rerank': rank,
  '/v1/moderations': moderate,
  '/v1/images/generations': draw,
  '/v1/audio/speech': speak,
  '/v1/audio/transcriptions': transcribe,
  '/v1/audio/translations': transcribe,
}
