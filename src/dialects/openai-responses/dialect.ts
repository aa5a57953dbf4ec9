// The openai-responses dialect as one object. Knows no URLs, keys, prices or accounts.
import type { Dialect } from '../dialect.ts'
import { frameTyped } from '../named-events.ts'
import { readError } from './errors.ts'
import { readRequest } from './read-request.ts'
import { choicesOf, isOpening, readStreamEvent } from './read-stream.ts'
import { requestFromCommon } from './request-from-common.ts'
import { requestToCommon } from './request-to-common.ts'
import { openWriter } from './stream-from-common.ts'
import { openCommonEvents } from './stream-to-common.ts'
import { writeUsage } from './usage.ts'
import { cutIntoEvents, joinEvents, readWholeAnswer } from './whole-answer.ts'
import { forwardHeaders, writeRequest } from './write-request.ts'
import { passStream, passWhole } from './write-stream.ts'

export const openaiResponses: Dialect = {
  name: 'openai-responses',
  readRequest,
  path: () => '/responses',
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
  frameEvent: frameTyped,
  // The writer's last event is the last.
  streamEnd: null,
  passStream,
  passWhole,
}
