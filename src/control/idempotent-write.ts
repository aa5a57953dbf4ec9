// Idempotency-Key on the writes of the control API: a write that is sent again is answered and not done twice. Knows no endpoint.
import { digest } from '../base/hash.ts'
import { refuse } from '../base/result.ts'
import { readIdempotencyKey } from '../contract/idempotency.ts'
import type { KeptAnswer, Ticket } from '../ledger/idempotency.ts'
import type { ControlDeps } from './control-deps.ts'
import type { Answer, ControlCall, Endpoint, Outcome } from './endpoint.ts'
import { takesIdempotencyKey } from './problem-codes.ts'

/** What was sent, as far as it makes two requests the same. */
export interface Sent {
  /** The Idempotency-Key header; null: there is none. */
  readonly key: string | null
  /** Path and query. */
  readonly target: string
  readonly body: Uint8Array
}

/**
 * Runs an endpoint's action, once for each key. Reads have no need of it, and nobody in particular has no keys: both ignore the header.
 * An endpoint whose answer must be asked for anew each time (`keepsAnswer: false`) refuses a repetition but gives nothing again.
 */
export async function runOnce(row: Endpoint, call: ControlCall<unknown>, sent: Sent, deps: ControlDeps): Promise<Outcome> {
  if (!takesIdempotencyKey(row) || sent.key === null) return row.run(call, deps)
  const key = readIdempotencyKey(sent.key)
  if (!key.ok) return key
  const begun = await deps.idempotency.begin({
    scope: [call.principal.accountId, call.principal.actor, `${row.method} ${row.path}`],
    key: key.value,
    digest: await digest(Buffer.concat([Buffer.from(`${sent.target}\n`), sent.body])),
    requestId: call.requestId,
    nowMs: deps.clock.now(),
  })
  switch (begun.kind) {
    case 'refused':
      return refuse(begun.problem)
    case 'replay':
      return { ok: true, value: replayed(begun.answer, begun.requestId) }
    case 'begun':
      return runUnder(begun.ticket, row, call, deps)
  }
}

async function runUnder(ticket: Ticket, row: Endpoint, call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  let outcome: Outcome | undefined
  // From its first write on the request counts as done: a crash before its answer is kept must not let it run twice.
  call.audit.done = { id: ticket.name, requestId: call.requestId }
  try {
    outcome = await row.run({ ...call, onceName: ticket.name }, deps)
    return outcome
  } finally {
    // A refusal did nothing, so it is not kept. When the end cannot be stored the write is done all the same, and the key stays taken.
    const keeps = row.keepsAnswer !== false && outcome?.ok === true && outcome.value.stream === undefined
    const end = outcome?.ok !== true ? 'released' : keeps ? kept(outcome.value) : 'too_large'
    await ticket.end(end).catch(() => {})
  }
}

function kept({ status, body, cookie }: Answer): KeptAnswer {
  const headers: Record<string, string> = cookie === undefined ? {} : { 'set-cookie': cookie }
  return { status, headers, stream: false, body: Buffer.from(JSON.stringify(body ?? null)) }
}

/** Text of JSON.stringify, read and written again, is the same text: the replay is the answer byte for byte. */
function replayed({ status, headers, body }: KeptAnswer, original: string): Answer {
  const cookie = headers['set-cookie']
  const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
  return { status: status as Answer['status'], body: value, replayOf: original, ...(cookie === undefined ? {} : { cookie }) }
}
