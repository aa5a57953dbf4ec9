// The openai-chat dialect as one object. Knows no URLs, keys, prices or accounts.
import type { Dialect } from '../dialect.ts'
import { readError } from './errors.ts'
import { readRequest } from './read-request.ts'
import { choicesOf, readStreamEvent } from './read-stream.ts'
import { cutIntoEvents, joinEvents, readWholeAnswer } from './whole-answer.ts'
import { writeRequest } from './write-request.ts'
import { passStream, passWhole } from './write-stream.ts'

export const openaiChat: Dialect = {
  name: 'openai-chat',
  readRequest,
  path: () => '/chat/completions',
  writeRequest,
  // Each event says all there is to know of itself.
  openStream: () => readStreamEvent,
  choicesOf,
  readWholeAnswer,
  readError,
  cutIntoEvents,
  joinEvents,
  passStream,
  passWhole,
}
