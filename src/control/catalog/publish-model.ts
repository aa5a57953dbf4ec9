// Publishes a model with its offers, or takes one down that was published here. Its price goes into the price book. Knows no HTTP.
import { assert } from '../../base/assert.ts'
import { problem } from '../../contract/problems.ts'
import type { PublishModelInput } from '../../contract/providers-api.ts'
import { note } from '../audit/open-note.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { listModels } from './list-models.ts'

export async function publishModel(call: ControlCall<PublishModelInput>, deps: ControlDeps): Promise<Outcome> {
  const { input, principal, audit } = call
  const declared = deps.connections.readModel(input)
  if (!declared.ok) return refusal(declared.problem)
  const { id, price } = declared.value
  const before = deps.catalog().models.get(id)
  if (before?.provenance === 'yaml')
    return refusal(problem('conflict', `The model ${id} is described in the YAML: change it there.`, { param: 'id' }))
  const nowMs = deps.clock.now()
  const { price_usd_per_million: _price, per_call_usd: _fee, ...entry } = input
  note(audit, { target: id })
  await deps.store.putModel({ id, entry: JSON.stringify(entry), createdAtMs: nowMs })
  if (price !== undefined) {
    const evidence = { source: 'control API', approvedBy: principal.actor, publishedBy: principal.actor }
    await deps.store.appendPrices([{ model: id, price, evidence, effectiveFromMs: nowMs }], nowMs)
  }
  await deps.connections.reload()
  return shown(id, call, deps)
}

export async function takeModelDown({ id, audit }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  note(audit, { target: id })
  if (!(await deps.store.deleteModel(id)))
    return refusal(problem('not_found', 'There is no model of this ID that was published through this API.', { param: 'id' }))
  await deps.connections.reload()
  return answer({ id, deleted: true })
}

async function shown(id: string, call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const listed = await listModels(call, deps)
  if (!listed.ok) return listed
  const model = (listed.value.body as { data: readonly { id: string }[] }).data.find((one) => one.id === id)
  assert(model !== undefined, 'a model that was published is listed')
  return answer(model, 201)
}
