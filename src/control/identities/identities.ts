// Identities of other services are connected to a user who is signed in, and disconnected. Knows no protocol.
import type { IdentityJson } from '../../contract/factors-api.ts'
import type { IdentitiesJson, OidcProof } from '../../contract/identities-api.ts'
import { problem } from '../../contract/problems.ts'
import type { UserId } from '../../contract/ids.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, personOf, refusal } from '../endpoint.ts'
import { note } from '../audit/open-note.ts'
import { factorMail, tellOfFactors } from '../factors/factor-mail.ts'
import { finishOidc } from './oidc.ts'

/** Only for who just proved who they are, so a page that was left open connects nobody else. */
export async function linkIdentity(call: ControlCall<OidcProof>, deps: ControlDeps): Promise<Outcome> {
  const { user } = personOf(call)
  const proven = await finishOidc(call.input, call, deps)
  if (!proven.ok) return proven
  const { subject } = proven.value
  const { issuer } = proven.value.service
  note(call.audit, { target: user.id, after: { issuer } })
  if (!(await deps.store.linkIdentity({ issuer, subject, userId: user.id, createdAtMs: deps.clock.now() }))) {
    if ((await deps.store.findIdentity(issuer, subject)) !== user.id)
      return refusal(problem('conflict', 'That identity is connected with somebody else here.'))
  } else tellOfFactors(user, factorMail.identityOn, deps)
  return answer(await shown(user.id, deps), 201)
}

/** Somebody without a password keeps a way in: a reset of the password, by mail or by the operator. */
export async function unlinkIdentities(call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const { user } = personOf(call)
  const issuer = call.query.get('issuer')
  const all = await deps.store.listIdentities(user.id)
  const own = all.filter((identity) => issuer === null || identity.issuer === issuer)
  for (const one of new Set(own.map((identity) => identity.issuer))) await deps.store.unlinkIdentity(user.id, one)
  if (own.length > 0) tellOfFactors(user, factorMail.identityOff, deps)
  return answer({ unlinked: own.length })
}

async function shown(user: UserId, deps: Pick<ControlDeps, 'store' | 'oidc'>): Promise<IdentitiesJson> {
  return { identities: await identitiesOf(user, deps) }
}

export async function identitiesOf(user: UserId, { store, oidc }: Pick<ControlDeps, 'store' | 'oidc'>): Promise<IdentityJson[]> {
  const own = await store.listIdentities(user)
  return own.map(({ issuer, createdAtMs }) => ({
    issuer,
    name: oidc.find((service) => service.issuer === issuer)?.name ?? issuer,
    created_at: new Date(createdAtMs).toISOString(),
  }))
}
