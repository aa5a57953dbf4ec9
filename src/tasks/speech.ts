// POST /v1/audio/speech: a text in, its sound out, whatever format that has. Knows no prices.
// Field meanings: OpenAI API reference, "Create speech".
import { parseJson } from '../base/exact-json.ts'
import { ok, refuse, type Result } from '../base/result.ts'
import type { ScanLimits } from '../base/json-scan.ts'
import { decodeUtf8 } from '../base/utf8.ts'
import type { ChatRequest } from '../contract/chat.ts'
import type { Problem } from '../contract/problems.ts'
import type { WholeAnswer } from '../dialects/dialect.ts'
import { numberBetween } from '../dialects/field-checks.ts'
import { fieldsOf } from '../dialects/wire-fields.ts'
import { openaiTask } from './openai-task.ts'
import { oneOf, readTaskBody, taskRequest, text, wrongField } from './read-task.ts'

/** Above what any provider speaks in one request. */
const charactersMax = 100_000

export const speech = openaiTask('/audio/speech', {
  name: 'speech',
  capability: 'speech',
  answersBytes: true,
  readRequest,
  readWholeAnswer,
  passWhole: (bytes) => bytes,
})

function readRequest(bytes: Uint8Array, limits: ScanLimits): Result<ChatRequest, Problem> {
  const body = readTaskBody(bytes, limits, [
    ['input', text],
    ['instructions', text],
    ['speed', numberBetween(0.25, 4)],
    ['response_format', text],
    ['stream_format', oneOf('audio')],
  ])
  if (!body.ok) return body
  const { input, instructions } = body.value.fields
  if (typeof input !== 'string' || input === '') {
    return refuse(wrongField({ param: 'input', message: 'The field `input` is required: a text that is not empty.' }))
  }
  const characters = charactersIn(input)
  if (characters > charactersMax) {
    return refuse(wrongField({ param: 'input', message: `The field \`input\` may have at most ${charactersMax} characters.` }))
  }
  const spoken = {
    kind: 'unit',
    param: 'input',
    rows: ['million_characters'],
    expected: characters,
    most: characters,
    exact: true,
  } as const
  return ok(taskRequest(body.value, [input, ...(typeof instructions === 'string' ? [instructions] : [])], { extras: [spoken] }))
}

/** Code points; of what is too long at any rate, its length. */
function charactersIn(text: string): number {
  return text.length > 2 * charactersMax ? text.length : Array.from(text).length
}

/** Any bytes are a sound, unless they say that they are an error. */
function readWholeAnswer(bytes: Uint8Array): WholeAnswer {
  if (bytes.length === 0) return { kind: 'nonsense' }
  const error = bytes[0] === 0x7b && bytes.length < 65_536 ? fieldsOf(parseJson(decodeUtf8(bytes)))['error'] : undefined
  if (error != null) return { kind: 'error', value: { error } }
  const completion = { finishReason: null, usage: null, outputBytes: 0, hasOutput: true }
  return { kind: 'answer', completion, spans: [], value: {} }
}
