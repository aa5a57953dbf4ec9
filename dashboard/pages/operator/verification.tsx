// What our own probes found of a provider or of one model, and a way to probe again. The operator pays for probes, so it is a click.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { FlaskConical } from 'lucide-react'
import type { ProbeJson, StartVerificationInput, VerificationJson } from '../../../src/contract/verification-api.ts'
import { probeNames } from '../../../src/contract/probes.ts'
import { ask } from '../../api/client.ts'
import { verificationsQuery } from '../../api/queries.ts'
import { exactUsd } from '../../format/money.ts'
import { plural } from '../../format/number.ts'
import { Ago } from '../../ui/amount.tsx'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ProblemNotice } from '../../ui/states.tsx'

type Of = Pick<StartVerificationInput, 'provider' | 'model'>

/** Starts a run; what it finds appears where `Verification` stands for the same. */
export function VerifyButton({ of }: { of: Of }) {
  const queries = useQueryClient()
  const start = useMutation({
    mutationFn: () => ask<VerificationJson>('POST', '/verifications', { body: of }),
    onSuccess: (state) => queries.setQueryData(verificationsQuery(of).queryKey, state),
  })
  const waiting = useQuery(verificationsQuery(of)).data?.waiting ?? 0
  return (
    <>
      <Button busy={start.isPending || waiting > 0} onClick={() => start.mutate()}>
        {!start.isPending && waiting === 0 && <FlaskConical size={14} aria-hidden />} Verify
      </Button>
      {start.isError && (
        <div className="basis-full">
          <ProblemNotice fault={start.error} />
        </div>
      )}
    </>
  )
}

export function Verification({ of }: { of: Of }) {
  const state = useQuery(verificationsQuery(of)).data
  if (state === undefined || (state.data.length === 0 && state.waiting === 0)) return null
  const offers = [...Map.groupBy(state.data, (probe) => `${probe.provider}/${probe.upstream_model}`)]
  return (
    <section aria-label="Verification" className="mt-3 border-t border-line pt-3">
      <p role="status" className="figures text-xs text-quiet">
        {state.waiting > 0 ? `Probing: ${plural(state.waiting, 'probe')} still to come. ` : ''}
        {state.stopped_by !== null && `The last run ended early: ${state.stopped_by}. `}
        Probes cost {exactUsd(state.spent_usd)} this month, of at most {exactUsd(state.cap_usd)}.
      </p>
      <ul className="mt-2 space-y-2">
        {offers.map(([offer, probes]) => (
          <Offer key={offer} offer={offer} probes={probes} />
        ))}
      </ul>
    </section>
  )
}

const tones: Readonly<Record<ProbeJson['result'], Tone>> = { passed: 'good', failed: 'bad', error: 'warn' }
const words: Readonly<Record<ProbeJson['result'], string>> = { passed: '', failed: 'no ', error: 'not known: ' }

/** As they are run: from what every model has to do, to what few can. */
const inOrder = (probes: readonly ProbeJson[]): readonly ProbeJson[] =>
  probes.toSorted((a, b) => probeNames.indexOf(a.probe) - probeNames.indexOf(b.probe))

function Offer({ offer, probes }: { offer: string; probes: readonly ProbeJson[] }) {
  const last = probes.reduce((latest, probe) => (probe.at > latest ? probe.at : latest), '')
  const wrong = probes.filter((probe) => probe.result !== 'passed')
  return (
    <li>
      <details className="group">
        <summary className="flex list-none flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-mono text-xs [overflow-wrap:anywhere]">{offer}</span>
          <Badge tone={wrong.length === 0 ? 'good' : 'warn'}>
            {probes.length - wrong.length} of {probes.length} passed
          </Badge>
          <span className="text-xs text-faint">
            <Ago at={last} />
          </span>
        </summary>
        <ul className="mt-1.5 space-y-1 border-l-2 border-line pl-3">
          {inOrder(probes).map((probe) => (
            <li key={probe.probe} className="flex items-start gap-2 text-xs">
              <Badge tone={tones[probe.result]}>
                {words[probe.result]}
                {probe.probe.replaceAll('_', ' ')}
              </Badge>
              <span className="min-w-0 pt-0.5 text-quiet [overflow-wrap:anywhere]">{probe.found}</span>
            </li>
          ))}
        </ul>
      </details>
    </li>
  )
}
