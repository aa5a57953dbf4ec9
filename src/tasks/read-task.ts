// What the bodies of all tasks have in common: a JSON object with a model, checked rows of fields, and the request that follows from them. Knows no task.
import { spanNamed, type ScanLimits } from '../base/json-scan.ts'
import { spliceJson } from '../base/json-splice.ts'
import { ok, refuse, type Result } from '../base/result.ts'
import { countTextBytes } from '../base/text-bytes.ts'
import { encodeUtf8 } from '../base/utf8.ts'
import type { ChatRequest } from '../contract/chat.ts'
import { problem, type Problem } from '../contract/problems.ts'
import type { AnswerFrame, OfferWire, WrittenRequest } from '../dialects/dialect.ts'
import { type FieldCheck, firstWrong, type Wrong, wrongModel } from '../dialects/field-checks.ts'
import { readJsonObject } from '../dialects/read-json.ts'
import type { Fields } from '../dialects/wire-fields.ts'

/** What a task's own reader finds out: at most the text that becomes tokens, and everything that has a price of its own. */
export type TaskPart = Pick<ChatRequest, 'messages' | 'extras' | 'prompts' | 'promptTokens' | 'images' | 'outputTokensMax' | 'choices'>

export interface TaskBody {
  readonly fields: Fields
  readonly bytes: Uint8Array
  readonly spans: ChatRequest['spans']
  readonly preferences?: ChatRequest['preferences']
}

/** A checked body, before anybody knows what of it is text. */
export function readTaskBody(
  body: Uint8Array,
  limits: ScanLimits,
  rows: readonly (readonly [string, FieldCheck])[],
  model?: string,
): Result<TaskBody, Problem> {
  const read = readJsonObject(body, limits, model === undefined ? undefined : { model, stream: false })
  if (!read.ok) return read
  const { fields, bytes, spans, preferences } = read.value
  const wrong = wrongModel(model ?? fields['model']) ?? firstWrong(fields, rows)
  return wrong === undefined ? ok({ fields, bytes, spans, ...(preferences && { preferences }) }) : refuse(wrongField(wrong))
}

export function wrongField({ message, param }: Wrong): Problem {
  return problem('invalid_request', message, { param })
}

/** The request of a task: no messages, no stream and, unless it says otherwise, no output tokens. `texts` is what becomes tokens. */
export function taskRequest(
  { fields, bytes, spans, preferences }: TaskBody,
  texts: readonly string[],
  part: Partial<TaskPart> & { model?: string },
): ChatRequest {
  let ascii = 0
  let other = 0
  for (const text of texts) {
    const counted = countTextBytes(encodeUtf8(text))
    ascii += counted.ascii
    other += counted.other
  }
  return {
    model: fields['model'] as string,
    stream: false,
    includeUsage: false,
    outputTokensMax: 0,
    choices: 1,
    messages: texts.length,
    images: 0,
    asciiBytes: ascii,
    otherBytes: other,
    frameBytes: 0,
    user: typeof fields['user'] === 'string' ? fields['user'].slice(0, 256) : null,
    streamOptions: null,
    bytes,
    spans,
    ...(preferences && { preferences }),
    ...part,
  }
}

/** The caller's bytes with the provider's name of the model, less what the provider refuses. */
export function writeTask({ bytes, spans }: ChatRequest, offer: OfferWire): WrittenRequest {
  const changes = new Map<string, string | null>([['model', JSON.stringify(offer.upstreamModel)]])
  const dropped = offer.dropsParams.filter((name) => name !== 'model' && spanNamed(bytes, spans, name) !== undefined)
  for (const name of dropped) changes.set(name, null)
  return { body: spliceJson(bytes, spans, changes), dropped }
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? undefined : 'must be a string'
}

export function oneOf(...words: readonly string[]): FieldCheck {
  return (value) =>
    typeof value === 'string' && words.includes(value) ? undefined : `must be ${words.map((word) => `"${word}"`).join(' or ')}`
}

/** The provider's answer with the caller's name of the model, where it names one. */
export function passTask(bytes: Uint8Array, { model }: AnswerFrame, spans: ChatRequest['spans'] = []): Uint8Array {
  return spanNamed(bytes, spans, 'model') === undefined ? bytes : spliceJson(bytes, spans, new Map([['model', JSON.stringify(model)]]))
}

/** Usage of our own, for tasks whose answers have none to begin with. */
export function noUsage(): string {
  return '{}'
}
