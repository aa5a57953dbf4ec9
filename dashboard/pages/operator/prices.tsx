// Models & prices: what each model costs now and later, since when and by whose word; and a way to publish a new version.
import { useQuery } from '@tanstack/react-query'
import { Plus, Tags } from 'lucide-react'
import { useState } from 'react'
import type { PriceVersionJson } from '../../../src/contract/prices-api.ts'
import { pricesQuery } from '../../api/queries.ts'
import { PublishModelDialog } from '../../forms/publish-model.tsx'
import { PublishPriceDialog } from '../../forms/publish-price.tsx'
import { exactUsd } from '../../format/money.ts'
import { utcFull } from '../../format/time.ts'
import { heads } from '../../heads.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { paths } from '../../paths.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Sheet } from '../../ui/dialog.tsx'
import { inputClass } from '../../ui/field.tsx'
import { Card, Fact, Facts, Page } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'

const tones: Readonly<Record<PriceVersionJson['state'], Tone>> = { in_force: 'good', scheduled: 'accent', past: 'plain', pending: 'warn' }
const words: Readonly<Record<PriceVersionJson['state'], string>> = {
  in_force: 'in force',
  scheduled: 'scheduled',
  past: 'past',
  pending: 'price pending',
}

export function PricesPage() {
  const query = useQuery(pricesQuery())
  const [typed, setTyped] = useState('')
  const [model, setModel] = useState<string>()
  const [publishing, setPublishing] = useState<PriceVersionJson>()
  const [adding, setAdding] = useState(false)
  return (
    <Page
      {...heads.prices}
      actions={
        <>
          <ButtonLink to={paths.priceImport}>Import a price list</ButtonLink>
          <Button weight="primary" onClick={() => setAdding(true)}>
            <Plus size={15} aria-hidden /> Publish a model
          </Button>
        </>
      }
    >
      <input
        type="search"
        aria-label="Find a model"
        placeholder="Find a model"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className={cx(inputClass, 'mb-4 h-8 sm:max-w-64')}
      />
      <Card className="overflow-hidden">
        <Loaded query={query}>
          {(versions) => {
            const shown = versions.filter((version) => version.model.toLowerCase().includes(typed.trim().toLowerCase()))
            return shown.length === 0 ? (
              <EmptyState icon={<Tags size={18} />} title="No model matches">
                Models come up with their providers, are named in nexorouter.yaml, or are published here.
              </EmptyState>
            ) : (
              <PriceTable rows={shown} onOpen={(version) => setModel(version.model)} onPublish={setPublishing} />
            )
          }}
        </Loaded>
      </Card>
      <Sheet open={model !== undefined} onClose={() => setModel(undefined)} title={`Prices of ${model ?? ''}`}>
        {model !== undefined && <History model={model} />}
      </Sheet>
      <PublishModelDialog open={adding} onClose={() => setAdding(false)} />
      <PublishPriceDialog current={publishing} onClose={() => setPublishing(undefined)} />
    </Page>
  )
}

function rate(version: PriceVersionJson, name: 'input' | 'output' | 'cached_input') {
  const value = version.price?.[name]
  return value === undefined ? <span className="text-faint">–</span> : exactUsd(value)
}

interface PriceTableProps {
  readonly rows: readonly PriceVersionJson[]
  readonly onOpen: (version: PriceVersionJson) => void
  readonly onPublish: (version: PriceVersionJson) => void
}

function PriceTable({ rows, onOpen, onPublish }: PriceTableProps) {
  return (
    <Table
      label="Prices"
      rows={rows}
      keyOf={(version) => `${version.model} ${version.version ?? ''}`}
      onOpen={onOpen}
      columns={[
        {
          name: 'Model',
          cell: (version) => (
            <span className="flex flex-wrap items-center gap-2">
              <span className="font-medium">{version.model}</span>
              {version.state !== 'in_force' && <Badge tone={tones[version.state]}>{words[version.state]}</Badge>}
            </span>
          ),
        },
        { name: 'Input', figures: true, cell: (version) => rate(version, 'input') },
        { name: 'Cached', figures: true, from: 'md', cell: (version) => rate(version, 'cached_input') },
        { name: 'Output', figures: true, cell: (version) => rate(version, 'output') },
        { name: 'Version', from: 'lg', cell: (version) => <code className="font-mono text-xs text-quiet">{version.version ?? '–'}</code> },
        { name: 'From', from: 'lg', cell: (version) => <span className="text-quiet">{version.provenance}</span> },
        {
          name: 'Actions',
          silent: true,
          className: 'w-px text-right',
          cell: (version) =>
            version.read_only ? (
              <span className="text-xs whitespace-nowrap text-faint">set in the YAML</span>
            ) : (
              <Button
                size="small"
                onClick={(event) => {
                  event.stopPropagation()
                  onPublish(version)
                }}
              >
                {version.price === null ? 'Set a price' : 'Change'}
              </Button>
            ),
        },
      ]}
    />
  )
}

function History({ model }: { model: string }) {
  const query = useQuery(pricesQuery(model))
  return (
    <Loaded query={query}>
      {(versions) => (
        <ol className="space-y-6">
          {versions.map((version) => (
            <li key={version.version} className="rounded-lg border border-line p-4">
              <p className="mb-3 flex items-center gap-2">
                <code className="font-mono text-xs font-medium">{version.version ?? 'no version'}</code>
                <Badge tone={tones[version.state]}>{words[version.state]}</Badge>
              </p>
              <Facts>
                {Object.entries(version.price ?? {})
                  .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
                  .map(([name, value]) => (
                    <Fact key={name} name={name.replaceAll('_', ' ')}>
                      {exactUsd(value)}
                    </Fact>
                  ))}
                <Fact name="In force from">{version.effective_from === null ? 'the start' : utcFull(version.effective_from)}</Fact>
                <Fact name="Source">{version.source ?? '–'}</Fact>
                <Fact name="Approved by">{version.approved_by ?? '–'}</Fact>
              </Facts>
            </li>
          ))}
        </ol>
      )}
    </Loaded>
  )
}
