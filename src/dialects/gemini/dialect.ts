// The gemini dialect as one object. Knows no URLs, keys, prices or accounts.
import type { Dialect } from '../dialect.ts'
import { readError } from './errors.ts'
import { readRequest } from './read-request.ts'
import { choicesOf, isOpening, readStreamEvent } from './read-stream.ts'
import { requestFromCommon } from './request-from-common.ts'
import { requestToCommon } from './request-to-common.ts'
import { openWriter } from './stream-from-common.ts'
import { openCommonEvents } from './stream-to-common.ts'
import { writeUsage } from './usage.ts'
import { cutIntoEvents, joinEvents, readWholeAnswer } from './whole-answer.ts'
import { forwardHeaders, path, writeRequest } from './write-request.ts'
import { frameEvent, passStream, passWhole } from './write-stream.ts'

export const gemini: Dialect = {
  name: 'gemini',
  readRequest,
  path,
  forwardHeaders,
  writeRequest,
  // Each chunk says all there is to know of itself.
  openStream: () => readStreamEvent,
  choicesOf,
  isOpening,
  readWholeAnswer,
  readError,
  cutIntoEvents,
  joinEvents,
  writeUsage,
  usageMember: 'usageMetadata',
  requestToCommon,
  requestFromCommon,
  openCommonEvents,
  openWriter,
  frameEvent,
  // A stream of this dialect just ends.
  streamEnd: null,
  passStream,
  passWhole,
}
