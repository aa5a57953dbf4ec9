// Simulated embeddings: a vector of a text is the sum of its words, each spread over a few places by its hash. Knows nothing of sockets.
import { createHash } from 'node:crypto'
import { ok, type Result } from '../base/result.ts'
import { countTokens } from './count-tokens.ts'
import type { DemoTaskHandler } from './do-task.ts'
import type { DemoRefusal, Json } from './ask.ts'
import { readTask, wordsOf, wrong } from './task-body.ts'

const dimensionsUsual = 384
const dimensionsMax = 3_072
/** How many tokens of one input are read. */
const tokensMax = 8_192
/** Each word moves this many places. */
const placesPerWord = 8

export const embed: DemoTaskHandler = (body, models) => {
  const read = readTask(body, 'embeddings', models)
  if (!read.ok) return read
  const { model, input, dimensions = dimensionsUsual, encoding_format: encoding = 'float' } = read.value
  if (typeof dimensions !== 'number' || !Number.isInteger(dimensions) || dimensions < 1 || dimensions > dimensionsMax) {
    return wrong('dimensions', `Dimensions go from 1 to ${dimensionsMax}.`)
  }
  const inputs = readInputs(input)
  if (!inputs.ok) return inputs
  const data = inputs.value.map(({ words }, index) => {
    const vector = vectorOf(words, dimensions)
    return { object: 'embedding', index, embedding: encoding === 'base64' ? base64Of(vector) : [...vector] }
  })
  const tokens = inputs.value.reduce((sum, one) => sum + one.tokens, 0)
  return ok({ json: { object: 'list', data, model: model as string, usage: { prompt_tokens: tokens, total_tokens: tokens } } })
}

interface Input {
  readonly words: readonly string[]
  readonly tokens: number
}

function readInputs(input: Json | undefined): Result<readonly Input[], DemoRefusal> {
  const list = typeof input === 'string' || isTokens(input) ? [input] : Array.isArray(input) ? (input as readonly Json[]) : []
  const inputs: Input[] = []
  for (const one of list) {
    if (isTokens(one)) inputs.push({ words: one.map(String), tokens: one.length })
    else if (typeof one === 'string') inputs.push({ words: wordsOf(one), tokens: countTokens(one, tokensMax) })
    else return wrong('input', 'Every input is a text or a list of token IDs.')
    if ((inputs.at(-1)?.tokens ?? 0) > tokensMax) return wrong('input', `An input is longer than the context of ${tokensMax} tokens.`)
  }
  return inputs.length === 0 ? wrong('input', 'The input is a text, or a list of them.') : ok(inputs)
}

function isTokens(value: Json | undefined): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'number')
}

function vectorOf(words: readonly string[], dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions)
  for (const word of words) {
    const hash = createHash('sha256').update(word).digest()
    for (let at = 0; at < placesPerWord; at++) {
      const place = hash.readUInt16LE(at * 2) % dimensions
      vector[place] = (vector[place] as number) + ((hash[16 + at] as number) < 128 ? 1 : -1)
    }
  }
  const length = Math.hypot(...vector)
  // Places that cancel each other out leave nothing; such a text points somewhere all the same.
  if (length === 0) vector[0] = 1
  return length === 0 ? vector : vector.map((value) => value / length)
}

function base64Of(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4)
  for (let at = 0; at < vector.length; at++) bytes.writeFloatLE(vector[at] as number, at * 4)
  return bytes.toString('base64')
}
