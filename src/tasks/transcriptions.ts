// POST /v1/audio/transcriptions and /v1/audio/translations: a form with a sound in, its words out, as JSON, text or subtitles. Knows no prices.
// Field meanings: OpenAI API reference, "Create transcription".
import { parseJson } from '../base/exact-json.ts'
import { ok, refuse, type Result } from '../base/result.ts'
import { decodeUtf8, utf8Length } from '../base/utf8.ts'
import type { ChatRequest, Completion } from '../contract/chat.ts'
import { problem, type Problem } from '../contract/problems.ts'
import type { TaskName } from '../contract/tasks.ts'
import { noDetails, type TokenUsage } from '../contract/usage.ts'
import type { OfferWire, WholeAnswer, WrittenRequest } from '../dialects/dialect.ts'
import { wrongModel } from '../dialects/field-checks.ts'
import { countOf } from '../dialects/token-counts.ts'
import { type Fields, fieldsOf, textOf } from '../dialects/wire-fields.ts'
import { contentOf, type Form, readForm, rewriteForm } from './multipart.ts'
import { openaiTask } from './openai-task.ts'
import { taskRequest, wrongField } from './read-task.ts'
import { soundLength } from './sound-length.ts'
import type { TaskWire } from './task-wire.ts'

export const transcriptions = written('/audio/transcriptions', 'transcriptions')
/** The same, into English. */
export const translations = written('/audio/translations', 'translations')

function written(path: string, name: TaskName): TaskWire {
  return openaiTask(path, {
    name,
    capability: 'transcription',
    takes: 'multipart',
    answersBytes: true,
    readRequest,
    writeRequest,
    readWholeAnswer,
    passWhole: (bytes) => bytes,
  })
}

function readRequest(bytes: Uint8Array): Result<ChatRequest, Problem> {
  const form = readForm(bytes)
  if (typeof form === 'string') return refuse(problem('invalid_request', `The form ${form}.`))
  const values = valuesOf(bytes, form)
  const wrong = values.twice ?? wrongModel(values.fields['model']) ?? wrongValue(values.fields)
  if (wrong !== undefined) return refuse(wrongField(wrong))
  const file = form.parts.find((part) => part.name === 'file' && part.fileName !== null)
  if (file === undefined || file.start === file.end) {
    return refuse(wrongField({ param: 'file', message: 'The field `file` is required: a file that is not empty.' }))
  }
  const sound = contentOf(bytes, file)
  const { format, secondsExpected, secondsMost } = soundLength(sound)
  const prompt = textOf(values.fields['prompt']) ?? ''
  const extra = {
    kind: 'unit',
    param: 'file',
    rows: ['audio_minute'],
    orRate: 'audioInput',
    expected: secondsExpected,
    most: secondsMost,
    exact: false,
    audio: { format, bytes: sound.length },
  } as const
  const body = { fields: values.fields, bytes, spans: [] }
  return ok(taskRequest(body, prompt === '' ? [] : [prompt], { extras: [extra], outputTokensMax: Number.MAX_SAFE_INTEGER }))
}

/** Plain values by name. Which of two a provider would read is a guess. */
function valuesOf(bytes: Uint8Array, form: Form): { readonly fields: Fields; readonly twice?: ReturnType<typeof wrongModel> } {
  const fields: Fields = {}
  for (const part of form.parts) {
    if (Object.hasOwn(fields, part.name) && !part.name.endsWith('[]')) {
      return { fields, twice: { param: part.name, message: `The field \`${part.name}\` appears twice.` } }
    }
    fields[part.name] = part.fileName === null ? decodeUtf8(contentOf(bytes, part)) : ''
  }
  return { fields }
}

function wrongValue({ temperature, stream }: Fields): ReturnType<typeof wrongModel> {
  const degree = temperature === undefined ? 0 : Number(temperature)
  if (!(degree >= 0 && degree <= 1)) return { param: 'temperature', message: 'The field `temperature` must be a number from 0 to 1.' }
  if (stream === undefined || stream === 'false') return undefined
  return { param: 'stream', message: 'The field `stream` is not served here: the words come when all are written down.' }
}

function writeRequest({ bytes }: ChatRequest, { upstreamModel, dropsParams }: OfferWire): WrittenRequest {
  const form = readForm(bytes) as Form
  const dropped = dropsParams.filter((name) => form.parts.some((part) => part.name === name))
  return {
    body: rewriteForm(bytes, form, { name: 'model', value: upstreamModel }, dropped),
    dropped,
    contentType: `multipart/form-data; boundary="${form.boundary}"`,
  }
}

/** JSON with a `text`, or the text itself. Silence has no words and is an answer. */
function readWholeAnswer(bytes: Uint8Array): WholeAnswer {
  const text = decodeUtf8(bytes)
  const fields = fieldsOf(text.startsWith('{') ? parseJson(text) : undefined)
  if (fields['error'] != null) return { kind: 'error', value: fields }
  const words = text.startsWith('{') ? textOf(fields['text']) : text
  if (words === null) return { kind: 'nonsense' }
  const seconds = text.startsWith('{') ? secondsIn(fields) : lastMark(text)
  const completion: Completion = {
    finishReason: null,
    usage: readUsage(fieldsOf(fields['usage'])),
    ...(seconds !== undefined && { units: { audio_minute: seconds } }),
    outputBytes: utf8Length(words),
    hasOutput: true,
  }
  return { kind: 'answer', completion, spans: [], value: {} }
}

/** Whole seconds, rounded up, as providers charge them. */
function secondsIn({ usage, duration }: Fields): number | undefined {
  const { type, seconds } = fieldsOf(usage)
  const said = Number(type === 'duration' ? seconds : duration)
  return duration === undefined && type !== 'duration' ? undefined : countOf(Math.ceil(said))
}

/** Where subtitles end. */
function lastMark(text: string): number | undefined {
  const [hours, minutes, seconds] =
    text
      .match(/--> *(?:\d+:)?\d{2}:\d{2}[.,]\d{3}/g)
      ?.at(-1)
      ?.match(/(?:(\d+):)?(\d{2}):(\d{2}[.,]\d{3})/)
      ?.slice(1) ?? []
  if (seconds === undefined) return undefined
  return Math.ceil(Number(hours ?? 0) * 3_600 + Number(minutes) * 60 + Number(seconds.replace(',', '.')))
}

function readUsage(usage: Fields): TokenUsage | null {
  const prompt = countOf(usage['input_tokens'])
  const completion = countOf(usage['output_tokens'])
  if (usage['type'] !== 'tokens' || prompt === undefined || completion === undefined) return null
  const audioInput = countOf(fieldsOf(usage['input_token_details'])['audio_tokens']) ?? 0
  return { prompt, cached: 0, cacheWrite: 0, completion, reasoning: 0, details: { ...noDetails, audioInput } }
}
