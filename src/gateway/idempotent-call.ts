// Idempotency-Key on the data plane: the first request does the work, a repeated one gets its answer, charged once. Knows no wire and no money.
import { digest } from '../base/hash.ts'
import { refuse, type Result } from '../base/result.ts'
import { idempotencyHeader, originalHeader, readIdempotencyKey, replayHeader } from '../contract/idempotency.ts'
import { type Problem, problem } from '../contract/problems.ts'
import type { KeptAnswer } from '../ledger/idempotency.ts'
import { authenticate, type Caller } from './authenticate.ts'
import type { Call, Reply } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import { handleChat } from './handle-chat.ts'
import { keepAnswer } from './keep-answer.ts'
import type { Live } from './live.ts'
import { unpaid, usageRecord } from './record.ts'
import { type Asked, beginStory } from './story.ts'

/** As handleChat, which does all the work; a call without the header goes straight there. */
export function handleIdempotent(call: Call, asked: Asked, deps: GatewayDeps, live: Live): Promise<Reply> {
  const header = call.header(idempotencyHeader)
  return header === undefined ? handleChat(call, asked, deps, live) : handleUnderKey(header, { call, asked }, deps, live)
}

async function handleUnderKey(
  header: string,
  { call, asked }: { readonly call: Call; readonly asked: Asked },
  deps: GatewayDeps,
  live: Live,
): Promise<Reply> {
  const caller = await authenticate(call, deps, live.authFailures)
  // A store that cannot hold money cannot keep an answer either; handleChat says so.
  if (!caller.ok || deps.ledger.saturated()) return handleChat(call, asked, deps, live)
  // Refusals are handleChat's to give, with the caller's limits and a line in Usage Logs: they reach it in place of the body.
  const refused = (cause: Problem): Promise<Reply> => handleChat(withBody(call, refuse(cause)), asked, deps, live)
  const key = readIdempotencyKey(header)
  if (!key.ok) return refused(key.problem)
  const limited = overLimit(call, caller.value, deps)
  if (limited !== null) return refused(limited)
  const body = await call.readBody(asked.client.takes)
  if (!body.ok) return refused(body.problem)

  const begun = await deps.idempotency.begin({
    scope: [caller.value.accountId, caller.value.key.id, askedOf(call, asked)],
    key: key.value,
    digest: await digest(body.value),
    requestId: call.requestId,
    nowMs: call.arrivedMs,
  })
  if (begun.kind === 'refused') return refused(begun.problem)
  if (begun.kind === 'replay') {
    const story = beginStory(call, caller.value, asked)
    story.routing = `answered with what request ${begun.requestId} got under the same Idempotency-Key`
    live.refusals.take(usageRecord(story, unpaid('success', null), deps.clock.elapsed()), call.arrivedMs)
    return replayed(begun.answer, begun.requestId)
  }
  const keeper = keepAnswer(begun.ticket, call, deps, live)
  try {
    const reply = await handleChat({ ...withBody(call, body), ...keeper.inner }, asked, deps, live)
    return keeper.outer(reply)
  } catch (error) {
    keeper.giveUp()
    throw error
  }
}

/** What the body does not say of the request: where it was sent, and what stands in the path of some wires. */
function askedOf({ endpoint }: Call, { named, asArray }: Asked): string {
  return named === undefined ? endpoint : `${endpoint} ${named.model} ${named.stream} ${asArray === true}`
}

/** The call as it is, with a body that was read already, or with the reason why there is none. */
export function withBody(call: Call, body: Result<Buffer, Problem>): Call {
  return {
    requestId: call.requestId,
    arrivedMs: call.arrivedMs,
    arrivedElapsed: call.arrivedElapsed,
    endpoint: call.endpoint,
    credential: call.credential,
    judgedOnce: (credential, judge) => call.judgedOnce(credential, judge),
    header: (name) => call.header(name),
    clientAddress: call.clientAddress,
    readBody: async () => body,
    onGone: (listener) => call.onGone(listener),
    get gone() {
      return call.gone
    },
  }
}

/** A key that has used its minute up is told so before anything is written for it: a replay is cheap, but it is not free. */
function overLimit(call: Call, { key, accountId, keyLimits, accountLimits }: Caller, deps: GatewayDeps): Problem | null {
  const report = deps.limiter.report({ id: key.id, limits: keyLimits }, { id: accountId, limits: accountLimits }, call.arrivedMs)
  if (report.remainingRequests !== 0) return null
  return problem('rate_limit_exceeded', `Only ${report.limitRequests} requests a minute are allowed.`, {
    retryAfterMs: report.resetRequestsMs,
  })
}

function replayed({ headers, body, stream }: KeptAnswer, original: string): Reply {
  const marked = { ...headers, [replayHeader]: 'true', [originalHeader]: original }
  if (!stream) return { kind: 'json', body, headers: marked }
  return {
    kind: 'stream',
    headers: marked,
    start(sink) {
      sink.write(body)
      sink.end()
    },
  }
}
