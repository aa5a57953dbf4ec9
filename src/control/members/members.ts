// Who belongs to an account: list, change of role, removal, leaving. An actor's rank has to exceed the target's. Knows no HTTP.
import type { MemberVerdict } from '../../access/member-store.ts'
import { highestRank, mayAssign, rankOf } from '../../access/role.ts'
import { type Member, memberPlace } from '../../access/user.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import type { ChangeMemberInput } from '../../contract/members-api.ts'
import { asId, type UserId } from '../../contract/ids.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, personOf, type Principal, refusal } from '../endpoint.ts'
import { note } from '../audit/open-note.ts'
import { answerPage, readPage, withNext } from '../page.ts'
import { memberJson } from './member-json.ts'

export async function listMembers({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const page = readPage(query, /^(?:owner|admin|developer|viewer)\.\w{1,64}$/)
  if (!page.ok) return page
  const members = await deps.store.listMembers(principal.accountId, withNext(page.value))
  return answerPage(members, page.value, { placeOf: memberPlace, json: memberJson })
}

export async function changeMember({ principal, id, input, audit }: ControlCall<ChangeMemberInput>, deps: ControlDeps): Promise<Outcome> {
  const target = await findBelow(principal, id, deps)
  if (!target.ok) return target
  if (!mayAssign(highestRank(principal.grants), input.role)) return refusal(tooHigh(input.role))
  note(audit, { before: { role: target.value.role }, after: { role: input.role } })
  const verdict = await deps.store.changeMember(principal.accountId, target.value.user.id, input.role)
  return verdict === 'done' ? answer(memberJson({ ...target.value, role: input.role })) : refusal(problemOf(verdict))
}

export async function removeMember({ principal, id, audit }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const target = await findBelow(principal, id, deps)
  if (!target.ok) return target
  note(audit, { before: { role: target.value.role } })
  const verdict = await deps.store.removeMember(principal.accountId, target.value.user.id)
  return verdict === 'done' ? answer({ id, removed: true }) : refusal(problemOf(verdict))
}

/** Out of an account by one's own will; the last owner stays. */
export async function leaveAccount(call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const { user } = personOf(call)
  const verdict = await deps.store.removeMember(call.principal.accountId, user.id)
  return verdict === 'done' ? answer({ id: user.id, removed: true }) : refusal(problemOf(verdict))
}

async function findBelow(principal: Principal, id: string, deps: ControlDeps): Promise<Result<Member, Problem>> {
  const target = await deps.store.getMember(principal.accountId, asId<UserId>(id))
  if (target === undefined) return refuse(problemOf('unknown'))
  if (rankOf[target.role] < highestRank(principal.grants)) return ok(target)
  return refuse(problem('permission_denied', `Only somebody above the role \`${target.role}\` may change or remove its holder.`))
}

export function tooHigh(role: string): Problem {
  return problem('permission_denied', `You may not give the role \`${role}\`: it has to be below your own.`, { param: 'role' })
}

function problemOf(verdict: Exclude<MemberVerdict, 'done'>): Problem {
  if (verdict === 'unknown') return problem('not_found', 'This account has no such member.', { param: 'id' })
  return problem('conflict', 'An account needs an owner: make somebody else one first.')
}
