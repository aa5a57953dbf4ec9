// One request from its caller's dialect into another, as it goes upstream. Pure, so that any thread may do it. Knows no offers' health, no sockets.
import { assert } from '../base/assert.ts'
import type { ChatRequest } from '../contract/chat.ts'
import type { Settings } from '../dialects/common-request.ts'
import { continuedRequest } from '../dialects/continuable-stream.ts'
import type { UpstreamAsk, WrittenRequest } from '../dialects/dialect.ts'
import { upstreamDialectNamed } from '../dialects/registry.ts'
import { taskNamed } from '../tasks/registry.ts'
import type { TaskWire } from '../tasks/task-wire.ts'
import type { Translating } from './large-bodies.ts'
import { translateTask } from './task-sides.ts'
import { isTask, wireNamed } from './wires.ts'

export interface Translation {
  readonly written: WrittenRequest
  /** What the answer's way back needs to know of the request. */
  readonly settings: Settings
  /** The end of `behind`, which vendors refuse there and say again; empty when there is none. */
  readonly repeated: string
}

export function translateRequest({ from, to, request, ask, behind }: Translating): Translation {
  const client = wireNamed(from)
  if ('capability' in client) {
    assert(isTask(to), 'a task goes to a provider as a task')
    return { written: taskWritten(client, taskNamed(to), request, ask), settings: {}, repeated: '' }
  }
  assert(!isTask(to), 'a conversation goes to a provider as one')
  const common = client.requestToCommon(request)
  const { request: whole, repeated } = behind === undefined ? { request: common, repeated: '' } : continuedRequest(common, behind)
  return { written: upstreamDialectNamed(to).requestFromCommon(whole, ask), settings: plain(common.settings), repeated }
}

/** What crosses to another thread holds no numbers beyond those that JavaScript has. */
function plain(settings: Settings): Settings {
  return JSON.parse(JSON.stringify(settings)) as Settings
}

function taskWritten(
  client: TaskWire,
  upstream: TaskWire,
  request: ChatRequest,
  { offer, outputCap, stream }: UpstreamAsk,
): WrittenRequest {
  return upstream === client ? client.writeRequest(request, offer, outputCap, stream) : translateTask(client, upstream, request, offer)
}
