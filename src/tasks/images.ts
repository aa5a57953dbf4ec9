// POST /v1/images/generations: a prompt in, images out. Knows no prices, but which rows of one fit a quality and a size.
// Field meanings: OpenAI API reference, "Create image".
import { ok, refuse, type Result } from '../base/result.ts'
import type { ScanLimits } from '../base/json-scan.ts'
import type { ChatRequest, PricedUnit } from '../contract/chat.ts'
import type { Problem } from '../contract/problems.ts'
import { noDetails, type TokenUsage } from '../contract/usage.ts'
import { integerFrom } from '../dialects/field-checks.ts'
import { countOf } from '../dialects/token-counts.ts'
import { type Fields, fieldsOf, listOf } from '../dialects/wire-fields.ts'
import { openaiTask } from './openai-task.ts'
import { wholeTask } from './read-answer.ts'
import { readTaskBody, taskRequest, text, wrongField } from './read-task.ts'

const imagesMax = 10

export const images = openaiTask('/images/generations', {
  name: 'images',
  capability: 'image_generation',
  readRequest,
  readWholeAnswer: (bytes) =>
    wholeTask(bytes, ({ filled, valueOf }) => {
      if (!filled('data')) return null
      return { usage: readUsage(fieldsOf(valueOf('usage'))), units: { image: listOf(valueOf('data')).length } }
    }),
})

function readRequest(bytes: Uint8Array, limits: ScanLimits): Result<ChatRequest, Problem> {
  const body = readTaskBody(bytes, limits, [
    ['prompt', text],
    ['n', integerFrom(1, imagesMax)],
    [
      'size',
      (value) =>
        typeof value === 'string' && /^(?:auto|\d{2,5}x\d{2,5})$/.test(value) ? undefined : 'must be "auto" or such as "1024x1024"',
    ],
    ['quality', (value) => (typeof value === 'string' && /^[a-z]{2,12}$/.test(value) ? undefined : 'must be a word such as "high"')],
    ['stream', (value) => (value === false ? undefined : 'is not served here: images come when they are done')],
  ])
  if (!body.ok) return body
  const { prompt, n, size, quality } = body.value.fields
  if (typeof prompt !== 'string' || prompt === '') {
    return refuse(wrongField({ param: 'prompt', message: 'The field `prompt` is required: a text that is not empty.' }))
  }
  const choices = typeof n === 'number' ? n : 1
  const extras = [imagesOf(choices, { size: wordOf(size), quality: wordOf(quality) })]
  // As many output tokens as an image of this model can have, where it is charged by them.
  return ok(taskRequest(body.value, [prompt], { choices, extras, outputTokensMax: Number.MAX_SAFE_INTEGER }))
}

/** What is left to the provider says nothing. */
function wordOf(value: unknown): string | null {
  return typeof value === 'string' && value !== 'auto' ? value : null
}

function imagesOf(count: number, { size, quality }: { size: string | null; quality: string | null }): PricedUnit {
  const named = [[quality, size], [size], [quality]].filter((words) => words.every((word) => word !== null))
  return {
    kind: 'unit',
    param: size === null ? 'quality' : 'size',
    rows: [...named.map((words) => ['image', ...words].join(' ')), 'image'],
    orRate: 'imageOutput',
    expected: count,
    most: count,
    exact: false,
  }
}

/** Models that are charged by tokens count them. */
function readUsage(usage: Fields): TokenUsage | null {
  const prompt = countOf(usage['input_tokens'])
  const completion = countOf(usage['output_tokens'])
  if (prompt === undefined || completion === undefined) return null
  const imageInput = countOf(fieldsOf(usage['input_tokens_details'])['image_tokens']) ?? 0
  return { prompt, cached: 0, cacheWrite: 0, completion, reasoning: 0, details: { ...noDetails, imageInput, imageOutput: completion } }
}
