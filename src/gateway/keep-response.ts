// POST /v1/responses of an account that lets responses be kept: what `previous_response_id` names goes before the input, and the answer is kept. Knows no money.
import { bufferOf } from '../base/byte-text.ts'
import { parseJson } from '../base/exact-json.ts'
import { topLevelSpans } from '../base/json-scan.ts'
import { spliceJson } from '../base/json-splice.ts'
import { ok, refuse, type Result } from '../base/result.ts'
import { sseSplitter } from '../base/sse.ts'
import { problem, type Problem } from '../contract/problems.ts'
import { readJsonObject } from '../dialects/read-json.ts'
import { fieldsOf, listOf, textOf } from '../dialects/wire-fields.ts'
import { authenticate, type Caller } from './authenticate.ts'
import type { Call, ClientStream, Reply } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import { handleIdempotent, withBody } from './idempotent-call.ts'
import type { Live } from './live.ts'
import { scanLimits } from './read-chat.ts'
import type { Asked } from './story.ts'

/** As handleIdempotent, which does all the work; for accounts that keep nothing it is the same. */
export async function handleResponse(call: Call, asked: Asked, deps: GatewayDeps, live: Live): Promise<Reply> {
  const caller = await authenticate(call, deps, live.authFailures)
  if (!caller.ok || deps.ledger.saturated() || !(await deps.responses.allowed(caller.value.accountId))) {
    return handleIdempotent(call, asked, deps, live)
  }
  const body = await call.readBody()
  const turn = body.ok ? await readTurn(body.value, caller.value, deps) : body
  if (!turn.ok) return handleIdempotent(withBody(call, refuse(turn.problem)), asked, deps, live)
  const reply = await handleIdempotent(withBody(call, ok(turn.value.body)), asked, deps, live)
  return turn.value.wanted ? kept(reply, turn.value, { caller: caller.value, call, deps }) : reply
}

interface Turn {
  /** The request with the whole conversation in it. */
  readonly body: Buffer
  readonly input: readonly unknown[]
  /** What else was asked. */
  readonly request: Readonly<Record<string, unknown>>
  readonly previousId: string | null
  /** The caller did not say `store: false`. */
  readonly wanted: boolean
}

async function readTurn(bytes: Buffer, { accountId }: Caller, deps: GatewayDeps): Promise<Result<Turn, Problem>> {
  const read = readJsonObject(bytes, scanLimits(deps))
  // What is wrong with it is said by the reader of all requests.
  if (!read.ok) return refuse(read.problem)
  const { fields } = read.value
  // Of the caller's own bytes: wishes for the route stand in them too.
  const spans = topLevelSpans(bytes) ?? []
  const previousId = textOf(fields['previous_response_id'])
  const own = itemsOf(fields['input'])
  const wanted = fields['store'] !== false
  const { input: _input, previous_response_id: _previous, ...request } = fields
  const changes = new Map<string, string | null>([['store', null]])
  if (previousId === null) return ok({ body: spliceJson(bytes, spans, changes), input: own, request, previousId, wanted })
  const earlier = await deps.responses.find(accountId, previousId, deps.clock.now())
  if (earlier === undefined) {
    const message = 'No response of this ID is kept for this account; it may be over, deleted, or made with `store: false`.'
    return refuse(problem('not_found', message, { param: 'previous_response_id' }))
  }
  const input = [...earlier.input, ...listOf(earlier.response['output']), ...own]
  changes.set('previous_response_id', null)
  changes.set('input', JSON.stringify(input))
  return ok({ body: spliceJson(bytes, spans, changes), input, request, previousId, wanted })
}

/** A text alone is what the user says. */
function itemsOf(input: unknown): readonly unknown[] {
  return typeof input === 'string' ? [{ type: 'message', role: 'user', content: input }] : listOf(input)
}

interface Keeping {
  readonly caller: Caller
  readonly call: Call
  readonly deps: GatewayDeps
}

function kept(reply: Reply, turn: Turn, keeping: Keeping): Reply {
  if (reply.kind === 'json') {
    const response = fieldsOf(parseJson(typeof reply.body === 'string' ? reply.body : bufferOf(reply.body).toString('utf8')))
    // A client that left will fetch it; so its charge stands.
    return keep(response, turn, keeping) ? { kind: 'json', body: reply.body, headers: reply.headers } : reply
  }
  if (reply.kind !== 'stream') return reply
  return { ...reply, start: (sink) => reply.start(watching(sink, turn, keeping)) }
}

/** The last event of a stream holds the whole response; those before it are let go as they pass. */
function watching(sink: ClientStream, turn: Turn, keeping: Keeping): ClientStream {
  const splitter = sseSplitter(keeping.deps.settings.answerBytesMax)
  const see = (data: Uint8Array): void => {
    const head = bufferOf(data).toString('latin1', 0, 200)
    if (!/"type":"response\.(?:completed|incomplete)"/.test(head)) return
    keep(fieldsOf(fieldsOf(parseJson(Buffer.from(data).toString('utf8')))['response']), turn, keeping)
  }
  return {
    write(bytes) {
      splitter.push(Buffer.from(bytes), see)
      return sink.write(bytes)
    },
    onDrain: (listener) => sink.onDrain(listener),
    end: () => sink.end(),
    destroy: () => sink.destroy(),
  }
}

/** False: there is nothing in it to keep. */
function keep(response: Record<string, unknown>, { input, request, previousId }: Turn, { caller, call, deps }: Keeping): boolean {
  const id = textOf(response['id'])
  if (id === null || (response['status'] !== 'completed' && response['status'] !== 'incomplete')) return false
  const whole = { ...response, store: true, previous_response_id: previousId }
  deps.responses
    .keep(caller.accountId, { id, requestId: call.requestId }, { response: whole, input, request }, deps.clock.now())
    .catch((error: unknown) => {
      deps.log.warn({ request_id: call.requestId, error }, 'a response could not be kept')
    })
  return true
}
