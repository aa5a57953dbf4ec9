// Endpoints of verification, and their two actions. Knows no HTTP and no dialect.
import type { ProbeResult } from '../../catalog/verification.ts'
import { formatUsd } from '../../contract/money.ts'
import { problem } from '../../contract/problems.ts'
import { type ProbeJson, type StartVerificationInput, startVerificationInput, verificationJson } from '../../contract/verification-api.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Endpoint, endpoint, type Outcome, refusal } from '../endpoint.ts'

export const verificationEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/verifications',
    scope: 'operator',
    does: 'list what the last probe of each kind found for each offer, and whether a run is under way',
    query: ['model', 'provider'],
    output: verificationJson,
    run: listVerifications,
  }),
  endpoint({
    method: 'POST',
    path: '/verifications',
    scope: 'operator',
    does: 'start to probe offers in the background: of one model, of one provider, or all; the operator pays',
    input: startVerificationInput,
    records: ['model', 'provider', 'probes'],
    output: verificationJson,
    refuses: ['conflict', 'not_found'],
    run: startVerification,
  }),
]

async function startVerification(call: ControlCall<StartVerificationInput>, deps: ControlDeps): Promise<Outcome> {
  const started = deps.verifier.start(call.input)
  if (started.ok) return listed(call.input, deps, 201)
  if (started.reason === 'running') return refusal(problem('conflict', 'A verification is under way; wait until it is over.'))
  return refusal(problem('not_found', 'There is no offer to verify: check the model and the provider, and that the provider is connected.'))
}

async function listVerifications({ query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  return listed({ model: query.get('model') ?? undefined, provider: query.get('provider') ?? undefined }, deps, 200)
}

async function listed({ model, provider }: StartVerificationInput, deps: ControlDeps, status: 200 | 201): Promise<Outcome> {
  const { waiting, stoppedBy, spentNano, capNano } = await deps.verifier.state()
  const offers =
    model === undefined
      ? null
      : new Set(
          deps
            .catalog()
            .models.get(model as never)
            ?.offers.map(({ id }) => id),
        )
  const data = (await deps.store.latestProbes()).filter(
    (one) => (offers === null || offers.has(one.offerId)) && (provider === undefined || one.provider === provider),
  )
  return answer(
    { waiting, stopped_by: stoppedBy, spent_usd: formatUsd(spentNano), cap_usd: formatUsd(capNano), data: data.map(probeJson) },
    status,
  )
}

function probeJson({ model, provider, offerId, probe, verdict, found, evidence, latencyMs, costNano, atMs }: ProbeResult): ProbeJson {
  return {
    model,
    provider,
    upstream_model: offerId.slice(provider.length + 1),
    probe,
    result: verdict,
    found,
    evidence,
    latency_ms: latencyMs,
    cost_usd: formatUsd(costNano),
    at: new Date(atMs).toISOString(),
  }
}
