// The openai-chat dialect as one object: what the gateway may ask of a wire language. Knows no URLs, keys, prices or accounts.
import { isErrorBody, readError } from './errors.ts'
import { readRequest } from './read-request.ts'
import { choicesOf, readStreamEvent } from './read-stream.ts'
import { readUsage, writeUsage } from './usage.ts'
import { cutIntoEvents, joinChunks, readWholeAnswer } from './whole-answer.ts'
import { writeRequest } from './write-request.ts'
import { doneEvent, envelopeOf, errorEvent, rewriteChunk, rewriteCompletion, stopChunk, streamFrame, usageChunk } from './write-stream.ts'

export const openaiChat = {
  name: 'openai-chat',
  /** Appended to a provider's base URL. */
  path: '/chat/completions',
  readRequest,
  writeRequest,
  readStreamEvent,
  choicesOf,
  readWholeAnswer,
  readError,
  isErrorBody,
  readUsage,
  writeUsage,
  cutIntoEvents,
  joinChunks,
  rewriteChunk,
  rewriteCompletion,
  envelopeOf,
  streamFrame,
  usageChunk,
  stopChunk,
  errorEvent,
  doneEvent,
} as const
