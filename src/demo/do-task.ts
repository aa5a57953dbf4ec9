// The tasks that simulated models do, by path: JSON in, JSON or a refusal out. Knows nothing of sockets.
import type { Result } from '../base/result.ts'
import type { DemoModel } from './demo-models.ts'
import { embed } from './embed.ts'
import type { DemoRefusal, Json } from './read-chat.ts'

export type DemoTaskHandler = (body: string, models: ReadonlyMap<string, DemoModel>) => Result<Json, DemoRefusal>

export const demoTasks: Readonly<Record<string, DemoTaskHandler>> = { '/v1/embeddings': embed }
