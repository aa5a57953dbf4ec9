// What the bodies of all simulated tasks share: a JSON object that names a model made for the task. Knows no task.
import { ok, refuse, type Result } from '../base/result.ts'
import type { DemoModel, DemoTask } from './demo-models.ts'
import type { DemoRefusal, Json, JsonObject } from './ask.ts'
import { isObject } from './read-fields.ts'

export function wrong(param: string, message: string): Result<never, DemoRefusal> {
  return refuse({ status: 400, type: 'invalid_request_error', code: 'invalid_value', message, param })
}

export function readTask(body: Buffer, task: DemoTask, models: ReadonlyMap<string, DemoModel>): Result<JsonObject, DemoRefusal> {
  let fields: Json | undefined
  try {
    fields = JSON.parse(body.toString('utf8')) as Json
  } catch {
    fields = undefined
  }
  if (!isObject(fields)) return wrong('', 'The body is not a JSON object.')
  return does(models.get(fields['model'] as string), task) ? ok(fields) : unknownModel()
}

export function does(model: DemoModel | undefined, task: DemoTask): boolean {
  return model?.behaviour.kind === 'task' && model.behaviour.task === task
}

export function unknownModel(): Result<never, DemoRefusal> {
  const message = 'The model does not exist, or not for this.'
  return refuse({ status: 404, type: 'invalid_request_error', code: 'model_not_found', message, param: 'model' })
}

/** The words of a text, in small letters. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}
