// /v1/responses/{id}: retrieve, input items, cancel and delete what an account lets this server keep. Free, and the account's alone.
import { problem, type Problem } from '../contract/problems.ts'
import { fieldsOf, textOf } from '../dialects/wire-fields.ts'
import type { KeptResponse } from '../ledger/kept-responses.ts'
import { authenticate } from './authenticate.ts'
import type { Call, Reply } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import type { Live } from './live.ts'

/** What stands in the request line. */
export interface KeptAsk {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Behind `/v1/responses/`. */
  readonly rest: string
  readonly query: (name: string) => string | undefined
}

const notAllowed =
  'This account lets no responses be kept: prompts and answers are not stored. Send the conversation in `input`, or allow it under Settings in the dashboard.'

export async function handleKeptResponse(call: Call, ask: KeptAsk, deps: GatewayDeps, live: Live): Promise<Reply> {
  const caller = await authenticate(call, deps, live.authFailures)
  if (!caller.ok) return refused(caller.problem.problem)
  const { accountId } = caller.value
  const [id = '', part] = ask.rest.split('/')
  if (!(await deps.responses.allowed(accountId))) return refused(problem('not_found', notAllowed))
  const found = await deps.responses.find(accountId, id, deps.clock.now())
  if (found === undefined)
    return refused(problem('not_found', 'No response of this ID is kept for this account; it may be over or deleted.'))
  switch (`${ask.method} ${part ?? ''}`) {
    case 'GET ':
      return ask.query('stream') === 'true'
        ? refused(problem('invalid_request', 'A kept response is given whole; leave `stream` out.', { param: 'stream' }))
        : given(found.response)
    case 'GET input_items':
      return inputItems(found, ask)
    case 'POST cancel':
      return refused(problem('invalid_request', 'Only responses that run in the background can be cancelled, and none does here.'))
    case 'DELETE ':
      await deps.responses.forget(accountId, id)
      return given({ id, object: 'response', deleted: true })
    default:
      return refused(problem('not_found', 'Served are GET, GET .../input_items, POST .../cancel and DELETE behind the ID of a response.'))
  }
}

function given(value: object): Reply {
  return { kind: 'json', body: JSON.stringify(value), headers: {} }
}

function refused(cause: Problem): Reply {
  return { kind: 'problem', problem: cause, headers: {} }
}

const limitMax = 100

/** Newest first unless asked otherwise, in pages. */
function inputItems({ input }: KeptResponse, { query }: KeptAsk): Reply {
  const limit = Number(query('limit') ?? 20)
  if (!Number.isInteger(limit) || limit < 1 || limit > limitMax) {
    return refused(problem('invalid_request', `The query \`limit\` must be an integer from 1 to ${limitMax}.`, { param: 'limit' }))
  }
  const named = input.map((item, at) => ({ ...fieldsOf(item), id: textOf(fieldsOf(item)['id']) ?? `item_${at}` }))
  const ordered = query('order') === 'asc' ? named : named.toReversed()
  const after = query('after')
  const from = after === undefined ? 0 : ordered.findIndex(({ id }) => id === after) + 1
  const data = ordered.slice(from, from + limit)
  const hasMore = from + limit < ordered.length
  return given({ object: 'list', data, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null, has_more: hasMore })
}
