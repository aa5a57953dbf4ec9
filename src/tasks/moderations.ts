// POST /v1/moderations: texts and images in, a judgement of each out. Knows no prices.
// Field meanings: OpenAI API reference, "Create moderation".
import { ok, refuse, type Result } from '../base/result.ts'
import type { ScanLimits } from '../base/json-scan.ts'
import type { ChatRequest } from '../contract/chat.ts'
import type { Problem } from '../contract/problems.ts'
import { wrongModel } from '../dialects/field-checks.ts'
import { fieldsOf, textOf } from '../dialects/wire-fields.ts'
import { openaiTask } from './openai-task.ts'
import { wholeTask } from './read-answer.ts'
import { readTaskBody, taskRequest, wrongField } from './read-task.ts'

/** What OpenAI documents as the model of requests that name none, which is what its SDKs send. */
const modelUsual = 'omni-moderation-latest'

export const moderations = openaiTask('/moderations', {
  name: 'moderations',
  capability: 'moderation',
  readRequest,
  // The endpoint counts nothing.
  readWholeAnswer: (bytes) => wholeTask(bytes, ({ filled }) => (filled('results') ? { usage: null } : null)),
})

function readRequest(bytes: Uint8Array, limits: ScanLimits): Result<ChatRequest, Problem> {
  const body = readTaskBody(bytes, limits, [], modelUsual)
  if (!body.ok) return body
  const { model = modelUsual, input } = body.value.fields
  const wrong = wrongModel(model)
  if (wrong !== undefined) return refuse(wrongField(wrong))
  const read = readInput(input)
  if ('param' in read) return refuse(wrongField({ param: read.param, message: `The field \`${read.param}\` ${read.says}.` }))
  return ok(taskRequest(body.value, read.texts, { model: model as string, images: read.images }))
}

interface Input {
  readonly texts: readonly string[]
  readonly images: number
}

function readInput(input: unknown): Input | { readonly param: string; readonly says: string } {
  if (typeof input === 'string') return { texts: [input], images: 0 }
  if (!Array.isArray(input) || input.length === 0) return { param: 'input', says: 'must be a text, or a non-empty array of texts or parts' }
  const texts: string[] = []
  let images = 0
  for (const [at, one] of (input as readonly unknown[]).entries()) {
    const text = typeof one === 'string' ? one : textOf(fieldsOf(one)['text'])
    const image = fieldsOf(fieldsOf(one)['image_url'])['url']
    if (text !== null) texts.push(text)
    else if (typeof image === 'string') images += 1
    else return { param: `input[${at}]`, says: 'must be a text, or a part with `text` or `image_url`' }
  }
  return { texts, images }
}
