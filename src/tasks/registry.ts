// Every task by name. Adds nothing to them.
import type { TaskName } from '../contract/tasks.ts'
import { embeddings } from './embeddings.ts'
import { geminiEmbeddingBatch, geminiEmbeddings } from './gemini-embeddings.ts'
import { images } from './images.ts'
import { moderations } from './moderations.ts'
import { rerank } from './rerank.ts'
import { speech } from './speech.ts'
import type { TaskWire } from './task-wire.ts'
import { transcriptions, translations } from './transcriptions.ts'

const wires: Readonly<Record<TaskName, TaskWire>> = {
  embeddings,
  'gemini-embeddings': geminiEmbeddings,
  'gemini-embedding-batch': geminiEmbeddingBatch,
  rerank,
  moderations,
  images,
  speech,
  transcriptions,
  translations,
}

export function taskNamed(name: TaskName): TaskWire {
  return wires[name]
}
