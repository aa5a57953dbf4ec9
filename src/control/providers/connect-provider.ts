// Connects a provider, changes its description, takes it away. What the YAML or the environment describes is not changed here. Knows no HTTP.
import { lastFourOf } from './last-four.ts'
import { uuid7 } from '../../base/uuid7.ts'
import type { StoredCredential } from '../../catalog/connection-store.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import type { ChangeProviderInput, ConnectProviderInput, ProviderJson } from '../../contract/providers-api.ts'
import { note } from '../audit/open-note.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { answerWhole } from '../page.ts'

/** More than anybody runs; a loop that connects is a mistake. */
const providersMax = 500

export async function listProviders(_call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  return answerWhole(deps.providers())
}

export async function listVendors(_call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  return answerWhole(deps.connections.vendors())
}

export async function connectProvider({ input, audit }: ControlCall<ConnectProviderInput>, deps: ControlDeps): Promise<Outcome> {
  const known = deps.providers()
  const taken = known.find(({ id }) => id === input.id)
  if (taken !== undefined)
    return refusal(problem('conflict', `The provider ${input.id} is connected already, by ${taken.from}.`, { param: 'id' }))
  if (known.length >= providersMax) return refusal(problem('conflict', `This server has ${providersMax} providers, the most it may have.`))
  const wrong = deps.connections.check(input)
  if (wrong !== null) return refusal(wrong)
  const { api_key: key, api_keys: keys, ...entry } = input
  const nowMs = deps.clock.now()
  const credentials = (keys ?? (key === undefined ? [] : [{ name: 'default', value: key }])).map(({ name, ...one }, at) =>
    sealed({ ...one, name: name ?? `key-${at + 1}` }, input.id, nowMs, deps),
  )
  note(audit, { target: input.id })
  await deps.store.putProvider({ id: input.id, entry: JSON.stringify(entry), createdAtMs: nowMs }, credentials)
  await deps.connections.reload()
  return answer(shown(input.id, deps), 201)
}

export async function changeProvider({ id, input, audit }: ControlCall<ChangeProviderInput>, deps: ControlDeps): Promise<Outcome> {
  const stored = (await deps.store.listProviders()).find((one) => one.id === id)
  if (stored === undefined) return refusal(notHere(id, deps))
  const before = JSON.parse(stored.entry) as ConnectProviderInput
  const entry = { ...before, ...input }
  const wrong = deps.connections.check(entry)
  if (wrong !== null) return refusal(wrong)
  note(audit, { target: id })
  const changed = { ...stored, entry: JSON.stringify(entry) }
  // A credential is given to one host; whoever may change the host may not carry it there.
  if (deps.connections.originOf(before) === deps.connections.originOf(entry)) await deps.store.putProvider(changed, [])
  else await deps.store.putProviderElsewhere(changed)
  await deps.connections.reload(id)
  return answer(shown(id, deps))
}

export async function disconnectProvider({ id, audit }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  note(audit, { target: id })
  if (!(await deps.store.deleteProvider(id))) return refusal(notHere(id, deps))
  await deps.connections.reload(id)
  return answer({ id, deleted: true })
}

interface NewCredential {
  readonly name: string
  readonly value: string
  readonly weight?: number | undefined
}

export function sealed({ name, value, weight = 1 }: NewCredential, provider: string, nowMs: number, deps: ControlDeps): StoredCredential {
  const id = `cred_${uuid7(nowMs).replaceAll('-', '')}`
  const lastFour = lastFourOf(value)
  return { id, provider, name, weight, sealed: deps.connections.seal(value, id), lastFour, disabledAtMs: null, createdAtMs: nowMs }
}

export function shown(id: string, deps: ControlDeps): ProviderJson | undefined {
  return deps.providers().find((one) => one.id === id)
}

export function noProvider(id: string): Problem {
  return problem('not_found', `There is no provider \`${id.slice(0, 80)}\`; the list of providers has their IDs.`, { param: 'id' })
}

/** Unknown, or described where this API cannot write. */
export function notHere(id: string, deps: ControlDeps): Problem {
  const known = shown(id, deps)
  if (known === undefined) return noProvider(id)
  return problem('conflict', `The provider ${id} is described by ${known.from}: change it there.`, { param: 'id' })
}
