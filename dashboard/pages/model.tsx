// One model: its facts, its price and where that comes from, and code that calls it.
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Boxes, ChevronLeft } from 'lucide-react'
import type { ModelJson } from '../../src/contract/control-api.ts'
import { modelsQuery } from '../api/queries.ts'
import { allows } from '../api/scope.ts'
import { exactUsd } from '../format/money.ts'
import { count } from '../format/number.ts'
import { useSession } from '../layouts/use-session.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { Snippets } from '../ui/snippets.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Card, CardHeader, Fact, Facts, Page } from '../ui/page.tsx'
import { EmptyState, Loaded } from '../ui/states.tsx'
import { Capabilities, ModelStatus } from './models/model-table.tsx'
import { Verification, VerifyButton } from './operator/verification.tsx'
import { modelSnippets } from './snippets.ts'

export function ModelPage() {
  const { _splat: id = '' } = useParams({ strict: false })
  const query = useQuery(modelsQuery)
  return (
    <Loaded query={query}>
      {(models) => {
        const model = models.find((one) => one.id === id)
        return model === undefined ? <NoSuchModel id={id} /> : <Found model={model} />
      }}
    </Loaded>
  )
}

function NoSuchModel({ id }: { id: string }) {
  return (
    <Page title="Model">
      <EmptyState
        icon={<Boxes size={18} />}
        title={`There is no model “${id}”`}
        action={
          <ButtonLink to={paths.models} weight="primary">
            All models
          </ButtonLink>
        }
      >
        IDs are case-sensitive, and “Qwen/Qwen-Plus” is another model than “qwen-plus”.
      </EmptyState>
    </Page>
  )
}

function Found({ model }: { model: ModelJson }) {
  const operates = allows(useSession(), 'server.operate')
  return (
    <Page
      title={model.id}
      lead={
        <Link to={paths.models} className="inline-flex items-center gap-1 hover:text-ink">
          <ChevronLeft size={14} aria-hidden /> All models
        </Link>
      }
      actions={
        <>
          <CopyButton text={model.id} label="Copy ID" />
          <ButtonLink to={paths.playground} search={{ model: model.id }} size="small">
            Try it
          </ButtonLink>
          {operates && model.providers.length > 0 && <VerifyButton of={{ model: model.id }} />}
        </>
      }
    >
      <div className="grid gap-6 lg:grid-cols-2">
        <Card className="px-5 py-5">
          <Facts>
            <Fact name="Status">
              <ModelStatus status={model.status} />
              {model.status === 'Unavailable' && <NotServed />}
            </Fact>
            <Fact name="Name">{model.name}</Fact>
            <Fact name="Capabilities">
              <Capabilities names={model.capabilities} />
            </Fact>
            {model.verified !== undefined && (
              <Fact name="Verified">
                <Verified probes={model.verified} at={model.verified_at} />
              </Fact>
            )}
            <Fact name="Context">{count(model.context_length)} tokens</Fact>
            <Fact name="Longest answer">{count(model.max_output_tokens)} tokens</Fact>
            <Fact name="Providers">{model.providers.join(', ') || 'none connected'}</Fact>
          </Facts>
          {operates && <Verification of={{ model: model.id }} />}
        </Card>
        <PriceCard model={model} />
      </div>
      <h2 className="mt-8 mb-3 text-sm font-semibold">Call it</h2>
      <Snippets label={`Code that calls ${model.id}`} snippets={modelSnippets(model.id)} />
    </Page>
  )
}

/** Why, and for who can change it the way there. */
function NotServed() {
  const operates = allows(useSession(), 'server.operate')
  return (
    <p className="text-xs text-quiet">
      No provider that serves it is connected here.{' '}
      {operates && (
        <Link to={paths.providers} className="text-accent underline underline-offset-2">
          Connect one
        </Link>
      )}
    </p>
  )
}

/** What our own probes found: a word per probe, and when the last one was. */
function Verified({ probes, at }: { probes: Readonly<Record<string, boolean>>; at: string | undefined }) {
  return (
    <span className="flex flex-wrap gap-1">
      {Object.entries(probes).map(([probe, passed]) => (
        <Badge key={probe} tone={passed ? 'good' : 'bad'}>
          {passed ? '' : 'no '}
          {probe.replaceAll('_', ' ')}
        </Badge>
      ))}
      {at !== undefined && <span className="text-xs text-quiet">on {new Date(at).toLocaleDateString()}</span>}
    </span>
  )
}

function PriceCard({ model }: { model: ModelJson }) {
  const { price_usd_per_million: prices } = model
  return (
    <Card>
      <CardHeader title="Price" note="USD per million tokens" />
      <div className="px-5 pb-5">
        {prices === null ? (
          <p className="text-quiet">No price is set, so the model cannot be called: what has no price is never free.</p>
        ) : (
          <Facts>
            <Fact name="Input">{exactUsd(prices.input)}</Fact>
            <Fact name="Cached input">{prices.cached_input === null ? 'as input' : exactUsd(prices.cached_input)}</Fact>
            <Fact name="Output">{exactUsd(prices.output)}</Fact>
            <Fact name="Version">
              <code className="font-mono text-xs">{model.price_version ?? '–'}</code>
            </Fact>
            <Fact name="Source">{model.price_source ?? 'set by the operator'}</Fact>
          </Facts>
        )}
      </div>
    </Card>
  )
}
