// Answers one ask over the wire that it came in: reads, composes, counts, and sends whole, streamed or broken. Knows no paths.
import type { ServerResponse } from 'node:http'
import type { Clock } from '../base/clock.ts'
import { uuid7 } from '../base/uuid7.ts'
import type { DemoRefusal } from './ask.ts'
import { composeAnswer, type WritingBehaviour } from './compose-answer.ts'
import { countPrompt } from './count-prompt.ts'
import type { DemoModel } from './demo-models.ts'
import type { PromptCache } from './prompt-cache.ts'
import { goneSignal, type Pace, sendEvents, sendJson, wait } from './send-answer.ts'
import { sendFailure } from './send-failure.ts'
import type { Said } from './wire.ts'
import type { Spoken } from './wires.ts'

/** How many steps of an answer the models that break off send first. */
const brokenSteps = 6

interface AnswerDeps {
  readonly clock: Clock
  readonly paceMs: number
  readonly cache: PromptCache
  readonly models: ReadonlyMap<string, DemoModel>
}

export async function answerAsk(
  response: ServerResponse,
  body: string,
  { wire, inPath, countsOnly }: Spoken,
  deps: AnswerDeps,
): Promise<void> {
  const refuse = (problem: DemoRefusal): void => sendJson(response, problem.status, wire.refusal(problem))
  const read = wire.read(body, inPath)
  if (!read.ok) return refuse(read.problem)
  const ask = read.value
  const model = deps.models.get(ask.model)
  if (model === undefined || model.behaviour.kind === 'task') return refuse(unknownModel)
  const prompt = countPrompt(ask, deps.cache, model.contextLength)
  if (countsOnly) return sendJson(response, 200, wire.counted?.(prompt) ?? {})
  if (prompt.prompt > model.contextLength) return refuse(tooLong(model))
  const now = deps.clock.now()
  const answerId = uuid7(now).replaceAll('-', '')
  const writing: WritingBehaviour = model.behaviour.kind === 'fail' ? 'write' : model.behaviour.kind
  const choices = composeAnswer(ask, writing, { outputTokensMax: model.maxOutputTokens, answerId })
  const said: Said = { answerId, created: Math.floor(now / 1000), ask, choices, prompt }
  const pace = paceOf(writing, deps.paceMs)
  response.setHeader('x-request-id', answerId)
  if (model.behaviour.kind === 'fail') {
    const events = Iterator.from(wire.events(said)).take(brokenSteps).toArray()
    return sendFailure(response, model.behaviour.failure, {
      stream: ask.stream,
      events,
      body: JSON.stringify(wire.whole(said)),
      pace,
      wire,
    })
  }
  if (ask.stream) return sendEvents(response, wire.events(said), pace, wire.streamEnd)
  if (await wait(pace.firstMs * 2, goneSignal(response))) sendJson(response, 200, wire.whole(said))
}

/** The slow model takes about eight seconds to its first token at the usual pace. */
function paceOf(behaviour: WritingBehaviour, paceMs: number): Pace {
  return behaviour === 'slow' ? { firstMs: paceMs * 320, tokenMs: paceMs * 8 } : { firstMs: paceMs * 8, tokenMs: paceMs }
}

const unknownModel: DemoRefusal = {
  status: 404,
  type: 'invalid_request_error',
  code: 'model_not_found',
  message: 'The model does not exist.',
  param: 'model',
}

function tooLong({ contextLength }: DemoModel): DemoRefusal {
  const message = `This model's maximum context length is ${contextLength} tokens; the messages are longer.`
  return { status: 400, type: 'invalid_request_error', code: 'context_length_exceeded', message, param: 'messages' }
}
