// OpenAI's chat completions as a wire of the simulated provider. Knows nothing of sockets or models.
import type { DemoRefusal, JsonObject } from '../ask.ts'
import type { DemoWire } from '../wire.ts'
import { readAsk } from './read-ask.ts'
import { completionChunks, completionJson } from './write-answer.ts'

export function refusalJson(refusal: DemoRefusal): JsonObject {
  return { error: { message: refusal.message, type: refusal.type, param: refusal.param, code: refusal.code } }
}

function event(json: JsonObject): string {
  return `data: ${JSON.stringify(json)}\n\n`
}

export const openaiChat: DemoWire = {
  read: readAsk,
  whole: completionJson,
  *events(said) {
    for (const chunk of completionChunks(said)) yield event(chunk)
  },
  streamEnd: 'data: [DONE]\n\n',
  refusal: refusalJson,
  broken: (cause) => event(refusalJson(cause)),
}
