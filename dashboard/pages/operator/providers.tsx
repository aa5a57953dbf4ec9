// Providers: who answers, whether they can be reached, and a test with one real request.
import { useMutation, useQuery } from '@tanstack/react-query'
import { Plug } from 'lucide-react'
import type { ProviderJson, ProviderTestJson } from '../../../src/contract/control-api.ts'
import { ask } from '../../api/client.ts'
import { providersQuery } from '../../api/queries.ts'
import { duration, plural } from '../../format/number.ts'
import { Badge, Dot } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { EmptyState, Loaded, ProblemNotice } from '../../ui/states.tsx'

export function ProvidersPage() {
  const query = useQuery(providersQuery)
  return (
    <Page title="Providers" lead="The vendors that answer. Credentials are written once and never shown again.">
      <Loaded query={query}>
        {(providers) =>
          providers.length === 0 ? (
            <Card>
              <NoProviders />
            </Card>
          ) : (
            <ul className="space-y-4">
              {providers.map((provider) => (
                <li key={provider.id}>
                  <ProviderCard provider={provider} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  )
}

function NoProviders() {
  return (
    <EmptyState icon={<Plug size={18} />} title="No provider is connected">
      <p>Start the server with a vendor’s key in its environment, and that provider and its models come up:</p>
      <div className="mt-4 text-left">
        <CodeBlock code="OPENAI_API_KEY=sk-... npm start" label="command" />
      </div>
    </EmptyState>
  )
}

function ProviderCard({ provider }: { provider: ProviderJson }) {
  const test = useMutation({ mutationFn: () => ask<ProviderTestJson>('POST', `/providers/${provider.id}/test`, { body: {} }) })
  const ready = provider.status === 'ready'
  return (
    <Card className="px-5 py-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <h2 className="flex items-center gap-2.5 font-semibold">
            {provider.name}
            {provider.simulated && <Badge>simulation</Badge>}
          </h2>
          <p className="mt-0.5 font-mono text-xs text-quiet [overflow-wrap:anywhere]">{provider.base_url}</p>
        </div>
        <div className="flex items-center gap-4">
          <span className="text-quiet">{plural(provider.models, 'model')}</span>
          <Dot tone={ready ? 'good' : 'bad'}>{ready ? 'Ready' : 'Not ready'}</Dot>
          <Button busy={test.isPending} onClick={() => test.mutate()}>
            Test
          </Button>
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
    </Card>
  )
}
