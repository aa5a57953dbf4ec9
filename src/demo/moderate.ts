// A simulated moderation: a few words are violent, a few are harassing, and that is all it knows. Knows nothing of sockets.
import { ok } from '../base/result.ts'
import type { DemoTaskHandler } from './do-task.ts'
import type { Json } from './ask.ts'
import { isObject } from './read-fields.ts'
import { readTask, wordsOf, wrong } from './task-body.ts'

const wordsBy: Readonly<Record<string, readonly string[]>> = {
  harassment: ['idiot', 'stupid', 'hate'],
  violence: ['kill', 'murder', 'attack', 'shoot', 'bomb'],
}
/** Those that are never met. */
const otherCategories = ['harassment/threatening', 'hate', 'hate/threatening', 'illicit', 'self-harm', 'sexual', 'violence/graphic']

export const moderate: DemoTaskHandler = (body, models) => {
  const read = readTask(body, 'moderation', models)
  if (!read.ok) return read
  const { model, input } = read.value
  const inputs = typeof input === 'string' ? [input] : Array.isArray(input) ? (input as readonly Json[]) : []
  if (inputs.length === 0) return wrong('input', 'The input is a text, or a list of them.')
  // Parts are judged together, texts each for itself.
  const parts = inputs.every(isObject)
  const texts = parts ? [inputs.map(textOf).join(' ')] : inputs.map(textOf)
  return ok({ json: { id: 'modr-demo', model: model as string, results: texts.map(judgement) } })
}

function textOf(input: Json): string {
  const text = isObject(input) ? input['text'] : input
  return typeof text === 'string' ? text : ''
}

function judgement(text: string): Json {
  const words = new Set(wordsOf(text))
  const found = Object.entries(wordsBy).map(([name, list]): [string, boolean] => [name, list.some((word) => words.has(word))])
  const all = [...found, ...otherCategories.map((name): [string, boolean] => [name, false])]
  return {
    flagged: found.some(([, met]) => met),
    categories: Object.fromEntries(all),
    category_scores: Object.fromEntries(all.map(([name, met]) => [name, met ? 0.98 : 0.001])),
    category_applied_input_types: Object.fromEntries(all.map(([name]) => [name, ['text']])),
  }
}
