// Models as rows: ID to copy, price, context, status.
import type { ModelJson } from '../../../src/contract/control-api.ts'
import { exactUsd } from '../../format/money.ts'
import { contextSize } from '../../format/number.ts'
import { Badge, Dot, type Tone } from '../../ui/badge.tsx'
import { CopyIcon } from '../../ui/copy-button.tsx'
import { type Column, Table } from '../../ui/table.tsx'

const tones: Readonly<Record<string, Tone>> = { Available: 'good', Tiered: 'good', 'Price pending': 'warn', Unavailable: 'bad' }

export function ModelStatus({ status }: { status: string }) {
  return <Dot tone={tones[status] ?? 'plain'}>{status}</Dot>
}

export function Capabilities({ names }: { names: readonly string[] }) {
  return (
    <span className="flex flex-wrap gap-1">
      {names.map((name) => (
        <Badge key={name}>{name.replaceAll('_', ' ')}</Badge>
      ))}
    </span>
  )
}

function price(model: ModelJson, what: 'input' | 'output') {
  const { price_usd_per_million: prices } = model
  return prices === null ? <span className="text-faint">pending</span> : exactUsd(prices[what])
}

const columns: readonly Column<ModelJson>[] = [
  {
    name: 'Model',
    cell: (model) => (
      <div className="flex items-center gap-1.5 py-2">
        <div className="min-w-0">
          <p className="font-medium [overflow-wrap:anywhere]">{model.id}</p>
          {model.name !== model.id && <p className="text-xs text-quiet">{model.name}</p>}
        </div>
        <CopyIcon text={model.id} label={`Copy ${model.id}`} />
      </div>
    ),
  },
  { name: 'Status', from: 'sm', cell: (model) => <ModelStatus status={model.status} /> },
  { name: 'Capabilities', from: 'lg', cell: (model) => <Capabilities names={model.capabilities} /> },
  { name: 'Context', figures: true, from: 'md', cell: (model) => contextSize(model.context_length) },
  { name: 'Input / 1M', figures: true, className: 'whitespace-nowrap', cell: (model) => price(model, 'input') },
  { name: 'Output / 1M', figures: true, className: 'whitespace-nowrap', cell: (model) => price(model, 'output') },
  { name: 'Providers', from: 'xl', cell: (model) => <span className="text-quiet">{model.providers.join(', ') || 'none connected'}</span> },
]

function ModelCard({ model }: { model: ModelJson }) {
  return (
    <>
      <span className="block font-medium [overflow-wrap:anywhere]">{model.id}</span>
      <span className="mt-1 flex flex-wrap items-center justify-between gap-x-3 text-xs text-quiet">
        <ModelStatus status={model.status} />
        <span className="figures">
          in {price(model, 'input')} · out {price(model, 'output')}
        </span>
      </span>
    </>
  )
}

export function ModelTable({ rows, onOpen }: { rows: readonly ModelJson[]; onOpen: (model: ModelJson) => void }) {
  return (
    <Table
      label="Models"
      columns={columns}
      rows={rows}
      keyOf={(model) => model.id}
      onOpen={onOpen}
      card={(model) => <ModelCard model={model} />}
    />
  )
}
