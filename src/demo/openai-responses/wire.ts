// OpenAI's Responses as a wire of the simulated provider. Knows nothing of sockets or models.
import { type DemoWire, namedEvent } from '../wire.ts'
import { refusalJson } from '../openai-chat/wire.ts'
import { readAsk } from './read-ask.ts'
import { events, whole } from './write-answer.ts'

export const openaiResponses: DemoWire = {
  read: readAsk,
  whole,
  events,
  streamEnd: '',
  refusal: refusalJson,
  broken: ({ code, message, param }, after) => namedEvent('error', { code, message, param, sequence_number: after }),
}
