// The credentials of a connected provider: added, weighed, disabled, deleted; never shown. Knows no HTTP.
import { type Problem, problem } from '../../contract/problems.ts'
import type { AddCredentialInput, ChangeCredentialInput } from '../../contract/providers-api.ts'
import type { StoredCredential } from '../../catalog/connection-store.ts'
import { note } from '../audit/open-note.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { notHere, sealed, shown } from './connect-provider.ts'

/** Of one provider, as in the YAML. */
const credentialsMax = 100

export async function addCredential({ id, input, audit }: ControlCall<AddCredentialInput>, deps: ControlDeps): Promise<Outcome> {
  const known = shown(id, deps)
  if (known?.editable !== true) return refusal(notHere(id, deps))
  if (known.credentials.length >= credentialsMax)
    return refusal(problem('conflict', `This provider has ${credentialsMax} credentials, the most it may have; delete one first.`))
  const wrong = deps.connections.checkCredential(id, input.value)
  if (wrong !== null) return refusal(wrong)
  const credential = sealed(input, id, deps.clock.now(), deps)
  note(audit, { target: credential.id })
  if (!(await deps.store.putCredential(credential)))
    return refusal(problem('conflict', `The provider ${id} has a credential called ${input.name} already.`, { param: 'name' }))
  await deps.connections.reload(id)
  return answer(shown(id, deps), 201)
}

export async function changeCredential({ id, input, audit }: ControlCall<ChangeCredentialInput>, deps: ControlDeps): Promise<Outcome> {
  const credential = await storedCredential(id, deps)
  if (credential === undefined) return refusal(noCredential)
  const { weight, disabled } = input
  if (weight === undefined && disabled === undefined)
    return refusal(problem('invalid_request', 'Say what to change: `weight` or `disabled`.'))
  note(audit, { target: id })
  await deps.store.changeCredential(id, {
    ...(weight !== undefined && { weight }),
    ...(disabled !== undefined && { disabledAtMs: disabled ? deps.clock.now() : null }),
  })
  await deps.connections.reload(credential.provider)
  return answer(shown(credential.provider, deps))
}

export async function deleteCredential({ id, audit }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const credential = await storedCredential(id, deps)
  if (credential === undefined) return refusal(noCredential)
  note(audit, { target: id })
  await deps.store.deleteCredential(id)
  await deps.connections.reload(credential.provider)
  return answer({ id, deleted: true })
}

async function storedCredential(id: string, deps: ControlDeps): Promise<StoredCredential | undefined> {
  return (await deps.store.listCredentials()).find((one) => one.id === id)
}

const noCredential: Problem = problem('not_found', 'There is no such credential that could be changed here.', { param: 'id' })
