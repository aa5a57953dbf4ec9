// The browsers in which a person is signed in, and how to end them. Knows no cookie.
import type { Session } from '../../access/user.ts'
import { problem } from '../../contract/problems.ts'
import type { BrowserSessionJson } from '../../contract/sign-in-api.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, personOf, refusal } from '../endpoint.ts'
import { answerPage, readPage, withNext } from '../page.ts'

export async function listSessions(call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const { user, sessionId } = personOf(call)
  const page = readPage(call.query, /^sess_\w{1,64}$/)
  if (!page.ok) return page
  const sessions = await deps.store.listSessions(user.id, deps.clock.now(), withNext(page.value))
  return answerPage(sessions, page.value, { placeOf: ({ id }) => id, json: (session) => browserSessionJson(session, sessionId) })
}

export async function endSession(call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const ended = await deps.store.endSession(personOf(call).user.id, call.id)
  return ended ? answer({ id: call.id, ended: true }) : refusal(problem('not_found', 'You have no such session.', { param: 'id' }))
}

/** Every other browser; this one stays signed in. */
export async function endOtherSessions(call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const { user, sessionHash } = personOf(call)
  return answer({ ended: await deps.store.endSessions(user.id, sessionHash) })
}

function browserSessionJson(session: Session, currentId: string): BrowserSessionJson {
  return {
    id: session.id,
    current: session.id === currentId,
    created_at: new Date(session.createdAtMs).toISOString(),
    expires_at: new Date(session.expiresAtMs).toISOString(),
    address: session.address,
    browser: session.agent,
  }
}
