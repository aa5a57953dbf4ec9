// Who does a task in which shape: the offers that can take it, and the way between two shapes of the same task. Knows no sockets, no money.
import { assert } from '../base/assert.ts'
import type { Model } from '../catalog/model.ts'
import type { Offer } from '../catalog/offer.ts'
import type { ChatRequest } from '../contract/chat.ts'
import { problem, type Problem } from '../contract/problems.ts'
import { taskCapabilities, tasks } from '../contract/tasks.ts'
import type { AnswerFrame, Counted, OfferWire, WrittenRequest } from '../dialects/dialect.ts'
import { taskNamed } from '../tasks/registry.ts'
import type { TaskWire } from '../tasks/task-wire.ts'
import type { ClientWire } from './story.ts'

/** Null: the model is made for what it is asked for. */
export function unfitModel(client: ClientWire, { id, capabilities }: Model): Problem | null {
  const name = JSON.stringify(id.slice(0, 120))
  if ('capability' in client) {
    if (capabilities.has(client.capability)) return null
    const message = `The model ${name} does not ${tasks[client.capability].words}. GET /v1/models lists what each model can do.`
    return problem('invalid_request', message, { param: 'model' })
  }
  if (capabilities.has('chat')) return null
  const task = taskCapabilities.find((one) => capabilities.has(one))
  if (task === undefined) return null
  return problem('invalid_request', `The model ${name} holds no conversations; ask it at POST ${tasks[task].path}.`, { param: 'model' })
}

/** Whether an offer's provider takes what is asked; undefined: all do, as in conversations. */
export function takenBy(client: ClientWire, request: ChatRequest): ((offer: Offer) => boolean) | undefined {
  if ('capability' in client) return (offer) => client.upstreamFor(offer, request) !== null
  if (client.onlyPasses === undefined || client.onlyPasses(request) === null) return undefined
  return ({ alsoSpeaks }) => alsoSpeaks?.includes(client.name) ?? false
}

export function noEndpoint(client: ClientWire, request: ChatRequest): Problem {
  const field = 'capability' in client ? null : (client.onlyPasses?.(request) ?? null)
  const why = field === null ? 'none has an endpoint for it' : `none that has the endpoint itself, which \`${field}\` asks for`
  return problem('invalid_request', `No provider of this model takes this request: ${why}.`, { param: field ?? 'model' })
}

export function taskUpstream(client: TaskWire, offer: Offer, request: ChatRequest | undefined): TaskWire {
  const name = request === undefined ? client.name : (client.upstreamFor(offer, request) ?? client.name)
  return name === client.name ? client : taskNamed(name)
}

export function translateTask(client: TaskWire, upstream: TaskWire, request: ChatRequest, offer: OfferWire): WrittenRequest {
  assert(client.hub !== undefined && upstream.hub !== undefined, 'a task with two shapes has a hub')
  return upstream.hub.fromCommon(client.hub.toCommon(request), offer)
}

/** The sides of one task that was done. */
export interface TaskDone {
  readonly client: TaskWire
  readonly offer: Offer
  readonly request: ChatRequest | undefined
}

export function translateTaskAnswer(done: TaskDone, answer: Uint8Array, frame: AnswerFrame, counted: Counted): Uint8Array {
  const { client, offer, request } = done
  const upstream = taskUpstream(client, offer, request)
  assert(client.hub !== undefined && upstream.hub !== undefined && request !== undefined, 'a task with two shapes has a hub')
  return client.hub.writeVectors(upstream.hub.vectorsOf(answer) ?? [], request, frame, counted)
}
