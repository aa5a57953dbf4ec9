// Models: everything that can be called here, what it costs and what it can do.
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Boxes } from 'lucide-react'
import { useState } from 'react'
import type { ModelJson } from '../../src/contract/control-api.ts'
import { modelsQuery } from '../api/queries.ts'
import { plural } from '../format/number.ts'
import { heads } from '../heads.ts'
import { paths } from '../paths.ts'
import { cx } from '../ui/cx.ts'
import { inputClass } from '../ui/field.tsx'
import { Card, Page } from '../ui/page.tsx'
import { Select } from '../ui/select.tsx'
import { EmptyState, Loaded } from '../ui/states.tsx'
import { ModelTable } from './models/model-table.tsx'

interface Filter {
  readonly text: string
  readonly provider: string
  readonly capability: string
}

const any = 'any'

function matches(model: ModelJson, { text, provider, capability }: Filter): boolean {
  const wanted = text.trim().toLowerCase()
  return (
    (model.id.toLowerCase().includes(wanted) || model.name.toLowerCase().includes(wanted)) &&
    (provider === any || model.providers.includes(provider)) &&
    (capability === any || model.capabilities.includes(capability))
  )
}

/** What can be called now stands above what cannot; else in the catalog's order. */
const callableFirst = (models: readonly ModelJson[]): readonly ModelJson[] =>
  models.toSorted((a, b) => Number(b.status === 'Available') - Number(a.status === 'Available'))

const sortedValues = (models: readonly ModelJson[], of: (model: ModelJson) => readonly string[]): readonly string[] =>
  [...new Set(models.flatMap(of))].toSorted()

export function ModelsPage() {
  const query = useQuery(modelsQuery)
  const [filter, setFilter] = useState<Filter>({ text: '', provider: any, capability: any })
  const models = query.data ?? []
  return (
    <Page {...heads.models}>
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <input
          type="search"
          aria-label="Search models"
          placeholder="Search models"
          value={filter.text}
          onChange={(event) => setFilter({ ...filter, text: event.target.value })}
          className={cx(inputClass, 'h-8 sm:max-w-64')}
        />
        <Choice
          label="Provider"
          value={filter.provider}
          values={sortedValues(models, (model) => model.providers)}
          onChange={(provider) => setFilter({ ...filter, provider })}
        />
        <Choice
          label="Capability"
          value={filter.capability}
          values={sortedValues(models, (model) => model.capabilities)}
          onChange={(capability) => setFilter({ ...filter, capability })}
        />
      </div>
      <Card className="overflow-hidden">
        <Loaded query={query}>{(all) => <Found all={all} shown={callableFirst(all.filter((model) => matches(model, filter)))} />}</Loaded>
      </Card>
    </Page>
  )
}

function Choice(props: { label: string; value: string; values: readonly string[]; onChange: (value: string) => void }) {
  const options = [{ value: any, label: `Any ${props.label.toLowerCase()}` }, ...props.values.map((value) => ({ value, label: value }))]
  return <Select label={props.label} value={props.value} options={options} onChange={props.onChange} />
}

function Found({ all, shown }: { all: readonly ModelJson[]; shown: readonly ModelJson[] }) {
  const navigate = useNavigate()
  if (shown.length === 0) {
    return (
      <EmptyState icon={<Boxes size={18} />} title={all.length === 0 ? 'No models yet' : 'No model matches'}>
        {all.length === 0
          ? 'Models come up with their providers: start the server with a vendor’s key in its environment, or name models in nexorouter.yaml.'
          : `None of ${plural(all.length, 'model')} has that name, provider and capability.`}
      </EmptyState>
    )
  }
  return <ModelTable rows={shown} onOpen={(model) => void navigate({ href: paths.modelOf(model.id) })} />
}
