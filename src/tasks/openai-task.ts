// What all tasks with one shape share: OpenAI's way to ask, forwarded to providers in whose API its endpoints stand. Knows no task.
import { readError } from '../dialects/openai-chat/errors.ts'
import { noUsage, passTask, writeTask } from './read-task.ts'
import { noHeaders, speaksOpenai, type TaskWire, withoutStreams } from './task-wire.ts'

type Own = Pick<TaskWire, 'name' | 'capability' | 'readRequest' | 'readWholeAnswer'> & Partial<TaskWire>

/** A task at a path behind a provider's base URL. */
export function openaiTask(path: string, own: Own): TaskWire {
  return {
    ...withoutStreams,
    path: () => path,
    forwardHeaders: noHeaders,
    writeRequest: writeTask,
    readError,
    writeUsage: noUsage,
    usageMember: 'usage',
    passWhole: passTask,
    upstreamFor: (offer) => (speaksOpenai(offer) ? own.name : null),
    ...own,
  }
}
