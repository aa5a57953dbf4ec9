// POST /v1/completions, the older way to ask for text: passed to providers that have it, else asked as a conversation of one message. Knows no URLs, keys or prices.
// Field meanings and ranges: OpenAI API reference, "Create completion" (legacy).
import type { ClientDialect } from '../dialects/dialect.ts'
import { readError } from '../dialects/openai-chat/errors.ts'
import { writeUsage } from '../dialects/openai-chat/usage.ts'
import { doneEvent, frameEvent } from '../dialects/openai-chat/write-stream.ts'
import { completionToCommon, onlyPasses, readCompletion, writeCompletion } from './completion-request.ts'
import { cutIntoEvents, joinEvents, readCompletionAnswer } from './completion-answer.ts'
import { choicesOf, openWriter, passStream, readStreamEvent } from './completion-stream.ts'
import { passTask } from './read-task.ts'
import { noHeaders } from './task-wire.ts'

export const completions: ClientDialect = {
  name: 'openai-completions',
  readRequest: readCompletion,
  path: () => '/completions',
  forwardHeaders: noHeaders,
  writeRequest: writeCompletion,
  openStream: () => readStreamEvent,
  choicesOf,
  readWholeAnswer: readCompletionAnswer,
  readError,
  cutIntoEvents,
  joinEvents,
  writeUsage,
  usageMember: 'usage',
  onlyPasses,
  requestToCommon: completionToCommon,
  openWriter,
  frameEvent,
  streamEnd: doneEvent,
  passStream,
  passWhole: passTask,
}
