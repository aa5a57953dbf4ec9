// What the bodies of all simulated tasks share: a JSON object that names a model made for the task. Knows no task.
import { ok, refuse, type Result } from '../base/result.ts'
import type { DemoModel, DemoTask } from './demo-models.ts'
import { type DemoRefusal, isObject, type Json, type JsonObject } from './read-chat.ts'

export function wrong(param: string, message: string): Result<never, DemoRefusal> {
  return refuse({ status: 400, type: 'invalid_request_error', code: 'invalid_value', message, param })
}

export function readTask(body: string, task: DemoTask, models: ReadonlyMap<string, DemoModel>): Result<JsonObject, DemoRefusal> {
  let fields: Json | undefined
  try {
    fields = JSON.parse(body) as Json
  } catch {
    fields = undefined
  }
  if (!isObject(fields)) return wrong('', 'The body is not a JSON object.')
  const model = models.get(fields['model'] as string)
  if (model?.behaviour.kind === 'task' && model.behaviour.task === task) return ok(fields)
  return refuse({
    status: 404,
    type: 'invalid_request_error',
    code: 'model_not_found',
    message: 'The model does not exist, or not for this.',
    param: 'model',
  })
}
