// Providers: who answers, with which credentials, whether they can be reached; connects, tests and disconnects them.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plug } from 'lucide-react'
import { useState } from 'react'
import type { ProviderTestJson } from '../../../src/contract/control-api.ts'
import type { ChangeCredentialInput, CredentialJson, ProviderJson } from '../../../src/contract/providers-api.ts'
import { ask } from '../../api/client.ts'
import { providersQuery } from '../../api/queries.ts'
import { duration, plural } from '../../format/number.ts'
import { AddCredentialDialog } from '../../forms/add-credential.tsx'
import { ConnectProviderDialog } from '../../forms/connect-provider.tsx'
import { heads } from '../../heads.ts'
import { Dot } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { EmptyState, Loaded, ProblemNotice } from '../../ui/states.tsx'
import { Verification, VerifyButton } from './verification.tsx'

export function ProvidersPage() {
  const query = useQuery({ ...providersQuery, refetchInterval: 15_000 })
  const [connecting, setConnecting] = useState(false)
  const [adding, setAdding] = useState<ProviderJson>()
  const connect = (
    <Button weight="primary" onClick={() => setConnecting(true)}>
      Connect a provider
    </Button>
  )
  return (
    <Page {...heads.providers} actions={connect}>
      <Loaded query={query}>
        {(providers) =>
          providers.length === 0 ? (
            <Card>
              <EmptyState icon={<Plug size={18} />} title="No provider is connected">
                <p>Connect one here, list it in nexorouter.yaml, or start the server with a vendor’s key in its environment.</p>
              </EmptyState>
            </Card>
          ) : (
            <ul className="space-y-4">
              {providers.map((provider) => (
                <li key={provider.id}>
                  <ProviderCard provider={provider} onAdd={() => setAdding(provider)} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <ConnectProviderDialog open={connecting} onClose={() => setConnecting(false)} />
      <AddCredentialDialog to={adding} onClose={() => setAdding(undefined)} />
    </Page>
  )
}

function ProviderCard({ provider, onAdd }: { provider: ProviderJson; onAdd: () => void }) {
  const test = useMutation({
    mutationFn: () => ask<ProviderTestJson>('POST', `/providers/${encodeURIComponent(provider.id)}/test`, { body: {} }),
  })
  const ready = provider.status === 'ready'
  return (
    <Card className="px-5 py-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <h2 className="font-semibold">{provider.name}</h2>
          <p className="mt-0.5 font-mono text-xs text-quiet [overflow-wrap:anywhere]">{provider.base_url}</p>
          <p className="mt-0.5 text-xs text-faint [overflow-wrap:anywhere]">
            {provider.id}, {provider.dialect}, from {provider.from}
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-4">
          <span className="text-quiet">{plural(provider.models, 'model')}</span>
          <Dot tone={ready ? 'good' : 'bad'}>{ready ? 'Ready' : 'Not ready'}</Dot>
          <Button busy={test.isPending} onClick={() => test.mutate()}>
            Test
          </Button>
          {ready && provider.models > 0 && <VerifyButton of={{ provider: provider.id }} />}
        </div>
      </div>
      {!ready && <p className="mt-3 text-bad">{provider.status}</p>}
      {test.data !== undefined && (
        <p role="status" className="mt-3 border-t border-line pt-3">
          <Dot tone={test.data.ok ? 'good' : 'bad'}>{test.data.result}</Dot>
          <span className="figures ml-2 text-quiet">
            {test.data.status !== null && `HTTP ${test.data.status}, `}
            {duration(test.data.latency_ms)}
          </span>
        </p>
      )}
      {test.isError && (
        <div className="mt-3">
          <ProblemNotice fault={test.error} />
        </div>
      )}
      <Verification of={{ provider: provider.id }} />
      {provider.credentials.length > 0 && (
        <ul className="mt-3 divide-y divide-line border-t border-line">
          {provider.credentials.map((credential) => (
            <CredentialRow key={credential.name} credential={credential} />
          ))}
        </ul>
      )}
      {provider.editable && <ProviderActions provider={provider} onAdd={onAdd} />}
    </Card>
  )
}

/** What one chooses among: shares, not exact numbers. */
const weightsWith = (weight: number): readonly number[] => [...new Set([1, 2, 3, 5, 10, weight])].toSorted((a, b) => a - b)

function CredentialRow({ credential }: { credential: CredentialJson }) {
  const { id, name, last_four: ending, weight, state, disabled, spared_until: until } = credential
  const change = useWrite((input: ChangeCredentialInput) => ask('PATCH', `/provider-credentials/${id}`, { body: input }))
  const remove = useWrite(() => ask('DELETE', `/provider-credentials/${id}`))
  const fault = change.error ?? remove.error
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2.5">
      <p className="flex min-w-0 flex-wrap items-baseline gap-x-2.5">
        <span className="font-medium">{name}</span>
        {ending !== '' && <span className="font-mono text-xs text-quiet">…{ending}</span>}
        {id === null && <span className="text-xs text-quiet">weight {weight}</span>}
      </p>
      <div className="flex flex-wrap items-center gap-3">
        {id !== null && (
          <Select
            label={`Weight of ${name}`}
            value={String(weight)}
            options={weightsWith(weight).map((one) => ({ value: String(one), label: `Weight ${one}` }))}
            onChange={(next) => change.mutate({ weight: Number(next) })}
          />
        )}
        <Dot tone={state === 'ready' ? 'good' : disabled ? 'plain' : 'bad'}>
          {state.replaceAll('_', ' ')}
          {until !== null && ` until ${new Date(until).toLocaleTimeString()}`}
        </Dot>
        {id !== null && (
          <>
            <Button size="small" busy={change.isPending} onClick={() => change.mutate({ disabled: !disabled })}>
              {disabled ? 'Enable' : 'Disable'}
            </Button>
            <Button size="small" weight="danger" busy={remove.isPending} onClick={() => remove.mutate(undefined)}>
              Delete
            </Button>
          </>
        )}
      </div>
      {fault !== null && <ProblemNotice fault={fault} />}
    </li>
  )
}

function ProviderActions({ provider, onAdd }: { provider: ProviderJson; onAdd: () => void }) {
  const [sure, setSure] = useState(false)
  const disconnect = useWrite(() => ask('DELETE', `/providers/${encodeURIComponent(provider.id)}`))
  return (
    <div className="mt-3 flex flex-wrap items-center gap-3 border-t border-line pt-3">
      <Button size="small" onClick={onAdd}>
        Add a credential
      </Button>
      {sure ? (
        <>
          <span className="text-quiet">Its credentials are destroyed and its offers stop.</span>
          <Button size="small" weight="danger" busy={disconnect.isPending} onClick={() => disconnect.mutate(undefined)}>
            Disconnect {provider.name}
          </Button>
          <Button size="small" onClick={() => setSure(false)}>
            Cancel
          </Button>
        </>
      ) : (
        <Button size="small" weight="danger" onClick={() => setSure(true)}>
          Disconnect
        </Button>
      )}
      {disconnect.isError && <ProblemNotice fault={disconnect.error} />}
    </div>
  )
}

/** A write after which the list, and the models behind it, are asked for again. */
function useWrite<Input = undefined>(write: (input: Input) => Promise<unknown>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: write,
    onSuccess: async () => {
      await Promise.all(['providers', 'models'].map((key) => queries.invalidateQueries({ queryKey: [key] })))
    },
  })
}
