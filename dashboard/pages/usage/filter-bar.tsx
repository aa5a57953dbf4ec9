// The filters of Usage Logs: the span, a chip for each active filter, and a way to add one.
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import {
  activeFilters,
  type FilterName,
  filterNames,
  type Range,
  ranges,
  rangeDefault,
  statusNames,
  type UsageSearch,
} from '../../format/usage-search.ts'
import { utcShort } from '../../format/time.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Popover } from '../../ui/popover.tsx'
import { Select } from '../../ui/select.tsx'
import { FilterValue, useNames } from './filter-value.tsx'

interface Props {
  readonly search: UsageSearch
  readonly onChange: (next: UsageSearch) => void
}

function without(search: UsageSearch, ...names: readonly string[]): UsageSearch {
  return Object.fromEntries(Object.entries(search).filter(([name]) => !names.includes(name)))
}

export function FilterBar({ search, onChange }: Props) {
  const active = activeFilters(search)
  const inside = search.from !== undefined && search.until !== undefined
  return (
    <div className="flex flex-wrap items-center gap-2" role="group" aria-label="Filters">
      {inside ? (
        <Chip
          name="Between"
          value={`${utcShort(search.from)} and ${utcShort(search.until)} UTC`}
          onRemove={() => onChange(without(search, 'from', 'until'))}
        />
      ) : (
        <Select<Range>
          label="Time range"
          value={search.range ?? rangeDefault}
          onChange={(range) => onChange(range === rangeDefault ? without(search, 'range') : { ...search, range })}
          options={(Object.keys(ranges) as Range[]).map((value) => ({ value, label: ranges[value] }))}
        />
      )}
      {active.map(([name, value]) => (
        <EditableChip key={name} name={name} value={value} search={search} onChange={onChange} />
      ))}
      <AddFilter taken={active.map(([name]) => name)} onAdd={(name, value) => onChange({ ...search, [name]: value })} />
      {active.length + (inside ? 1 : 0) > 1 && (
        <Button weight="ghost" onClick={() => onChange(search.range === undefined ? {} : { range: search.range })}>
          Clear all
        </Button>
      )}
    </div>
  )
}

const chipClass = 'inline-flex h-8 max-w-full items-center rounded-md border border-accent/30 bg-accent-soft text-sm'

function RemoveButton({ name, onRemove }: { name: string; onRemove: () => void }) {
  return (
    <button
      type="button"
      aria-label={`Remove the filter ${name}`}
      onClick={onRemove}
      className="mr-1 flex size-6 shrink-0 items-center justify-center rounded text-quiet hover:bg-hover hover:text-ink"
    >
      <X size={13} />
    </button>
  )
}

function Chip({ name, value, onRemove }: { name: string; value: string; onRemove: () => void }) {
  return (
    <span className={chipClass}>
      <span className="figures truncate pr-1 pl-2.5">
        <span className="text-quiet">{name} </span>
        {value}
      </span>
      <RemoveButton name={name} onRemove={onRemove} />
    </span>
  )
}

function EditableChip({ name, value, search, onChange }: Props & { name: FilterName; value: string }) {
  const names = useNames(name)
  const shown = name === 'status' ? statusNames[value as keyof typeof statusNames] : (names.get(value) ?? value)
  const [open, setOpen] = useState(false)
  return (
    <span className={chipClass}>
      <Popover
        open={open}
        onOpen={setOpen}
        label="Filter"
        className="h-full min-w-0 truncate rounded-l-md pr-1 pl-2.5 hover:bg-hover"
        face={
          <>
            <span className="text-quiet">{filterNames[name]} </span>
            {shown}
          </>
        }
      >
        <FilterValue
          name={name}
          value={value}
          onPick={(next) => {
            setOpen(false)
            onChange({ ...search, [name]: next })
          }}
        />
      </Popover>
      <RemoveButton name={filterNames[name]} onRemove={() => onChange(without(search, name))} />
    </span>
  )
}

function AddFilter({ taken, onAdd }: { taken: readonly FilterName[]; onAdd: (name: FilterName, value: string) => void }) {
  const [open, setOpen] = useState(false)
  const [name, setName] = useState<FilterName>()
  const free = (Object.keys(filterNames) as FilterName[]).filter((one) => !taken.includes(one))
  if (free.length === 0) return null
  const toggle = (next: boolean): void => {
    setOpen(next)
    if (next) setName(undefined)
  }
  return (
    <Popover
      open={open}
      onOpen={toggle}
      label="Filter"
      className={cx(buttonClass('secondary'), 'border-dashed')}
      face={
        <>
          <Plus size={14} aria-hidden /> Filter
        </>
      }
    >
      {name === undefined ? (
        <ul aria-label="Filter by">
          {free.map((one) => (
            <li key={one}>
              <button type="button" onClick={() => setName(one)} className="w-full rounded-md px-2.5 py-1.5 text-left hover:bg-hover">
                {filterNames[one]}
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <FilterValue
          name={name}
          value=""
          onPick={(value) => {
            setOpen(false)
            onAdd(name, value)
          }}
        />
      )}
    </Popover>
  )
}
