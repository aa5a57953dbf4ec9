// The openai-chat dialect as one object. Knows no URLs, keys, prices or accounts.
import type { Dialect } from '../dialect.ts'
import { readError } from './errors.ts'
import { readRequest } from './read-request.ts'
import { requestFromCommon } from './request-from-common.ts'
import { requestToCommon } from './request-to-common.ts'
import { choicesOf, isOpening, readStreamEvent } from './read-stream.ts'
import { openWriter } from './stream-from-common.ts'
import { openCommonEvents } from './stream-to-common.ts'
import { writeUsage } from './usage.ts'
import { cutIntoEvents, joinEvents, readWholeAnswer } from './whole-answer.ts'
import { forwardHeaders, writeRequest } from './write-request.ts'
import { doneEvent, frameEvent, passStream, passWhole } from './write-stream.ts'

export const openaiChat: Dialect = {
  name: 'openai-chat',
  readRequest,
  path: () => '/chat/completions',
  forwardHeaders,
  writeRequest,
  // Each event says all there is to know of itself.
  openStream: () => readStreamEvent,
  choicesOf,
  isOpening,
  readWholeAnswer,
  readError,
  cutIntoEvents,
  joinEvents,
  writeUsage,
  usageMember: 'usage',
  requestToCommon,
  requestFromCommon,
  openCommonEvents,
  openWriter,
  frameEvent,
  streamEnd: doneEvent,
  passStream,
  passWhole,
}
