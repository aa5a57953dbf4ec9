// Every task by name. Adds nothing to them.
import type { TaskName } from '../contract/tasks.ts'
import { embeddings } from './embeddings.ts'
import { geminiEmbeddingBatch, geminiEmbeddings } from './gemini-embeddings.ts'
import type { TaskWire } from './task-wire.ts'

const tasks: Readonly<Record<TaskName, TaskWire>> = {
  embeddings,
  'gemini-embeddings': geminiEmbeddings,
  'gemini-embedding-batch': geminiEmbeddingBatch,
}

export function taskNamed(name: TaskName): TaskWire {
  return tasks[name]
}
