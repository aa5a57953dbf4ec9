// Keys as rows: state, spend against budget, scope, end, and a menu of what can be done.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Ban, Ellipsis, Eye, Pencil, RefreshCw, RotateCcw, ScrollText, Trash2 } from 'lucide-react'
import type { KeyJson } from '../../../src/contract/control-api.ts'
import { ask } from '../../api/client.ts'
import { percentOf, shortUsd } from '../../format/money.ts'
import { plural } from '../../format/number.ts'
import { utcDay, utcFull } from '../../format/time.ts'
import { paths } from '../../paths.ts'
import { Ago, Usd } from '../../ui/amount.tsx'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { Meter } from '../../ui/meter.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { notify, notifyProblem } from '../../ui/toast.tsx'

export type KeyAction = 'edit' | 'rotate' | 'reveal' | 'delete'

interface Actions {
  readonly mayWrite: boolean
  readonly mayReveal: boolean
  readonly onAction: (action: KeyAction, key: KeyJson) => void
}

const stateTone: Readonly<Record<KeyJson['state'], Tone>> = { active: 'good', disabled: 'plain', expired: 'warn' }
const stateName: Readonly<Record<KeyJson['state'], string>> = { active: 'Active', disabled: 'Revoked', expired: 'Expired' }

function scopeWords(models: KeyJson['models']): string {
  if (models === 'all') return 'All models'
  if (models === 'chat') return 'Chat models'
  return models.length === 1 ? (models[0] as string) : plural(models.length, 'model')
}

const perWindow = { daily: 'a day', weekly: 'a week', monthly: 'a month' } as const

function Spend({ row }: { row: KeyJson }) {
  const models = Object.entries(row.model_budgets)
  const own = row.budget_spent_usd ?? row.spent_usd
  return (
    <div className="w-48 max-w-full space-y-2 py-1.5">
      {row.budget_usd === null ? (
        <p>
          <Usd usd={row.spent_usd} /> <span className="text-xs text-faint">{models.length === 0 ? 'no cap' : 'in all'}</span>
        </p>
      ) : (
        <BudgetBar row={row} spentUsd={own} budgetUsd={row.budget_usd} />
      )}
      {models.slice(0, modelsShown).map(([model, standing]) => (
        <BudgetBar key={model} row={row} model={model} spentUsd={standing.spent_usd} budgetUsd={standing.budget_usd} />
      ))}
      {models.length > modelsShown && (
        <p className="text-xs text-faint">{plural(models.length - modelsShown, 'more model')} with a budget</p>
      )}
    </div>
  )
}

/** More would make a row taller than what stands around it. */
const modelsShown = 2

interface BudgetBarProps {
  readonly row: KeyJson
  readonly model?: string
  readonly spentUsd: string
  readonly budgetUsd: string
}

function BudgetBar({ row, model, spentUsd, budgetUsd }: BudgetBarProps) {
  const percent = percentOf(spentUsd, budgetUsd)
  const what = model === undefined ? 'the budget' : `the budget on ${model}`
  return (
    <div>
      <p className="mb-1.5 flex justify-between gap-3 text-xs">
        {model === undefined ? (
          <Usd usd={spentUsd} className="font-medium" />
        ) : (
          <span className="min-w-0 truncate text-quiet" title={`${model}: ${spentUsd} USD spent`}>
            {model}
          </span>
        )}
        <span
          className="whitespace-nowrap text-quiet"
          title={row.budget_resets_at === null ? undefined : `Starts anew ${utcFull(row.budget_resets_at)}`}
        >
          of {shortUsd(budgetUsd)} {row.budget_reset !== null && perWindow[row.budget_reset]}
        </span>
      </p>
      <Meter percent={percent} label={`${row.name}: ${percent} percent of ${what} is spent`} />
    </div>
  )
}

/** What holds for its requests, in as few words as stand beside a name. */
function routingWords(routing: NonNullable<KeyJson['routing']>): string {
  if (routing.regions !== null) return routing.regions.join(', ')
  if (routing.zdr) return 'zero retention'
  return routing.data_collection === 'deny' ? 'no collection' : 'continues streams'
}

function NameCell({ row }: { row: KeyJson }) {
  return (
    <div className="py-2.5">
      <p className="flex items-center gap-2">
        <span className="max-w-52 truncate font-medium">{row.name}</span>
        {row.routing !== null && <Badge className="max-w-32 truncate">{routingWords(row.routing)}</Badge>}
        {row.state !== 'active' && <Badge tone={stateTone[row.state]}>{stateName[row.state]}</Badge>}
      </p>
      <p className="mt-0.5 font-mono text-xs text-faint">sk-nxr-…{row.last_four}</p>
    </div>
  )
}

function columnsOf(actions: Actions): readonly Column<KeyJson>[] {
  return [
    { name: 'Key', cell: (row) => <NameCell row={row} /> },
    { name: 'Spend', className: 'figures', cell: (row) => <Spend row={row} /> },
    {
      name: 'Models',
      from: 'md',
      cell: (row) => <span title={typeof row.models === 'string' ? undefined : row.models.join(', ')}>{scopeWords(row.models)}</span>,
    },
    {
      name: 'Expires',
      from: 'lg',
      className: 'whitespace-nowrap',
      cell: (row) =>
        row.expires_at === null ? (
          <span className="text-faint">Never</span>
        ) : (
          <time title={utcFull(row.expires_at)}>{utcDay(row.expires_at)}</time>
        ),
    },
    { name: 'Last used', from: 'md', cell: (row) => <Ago at={row.last_used_at} /> },
    { name: 'Actions', silent: true, className: 'w-10 text-right', cell: (row) => <KeyMenu row={row} {...actions} /> },
  ]
}

function KeyMenu({ row, mayWrite, mayReveal, onAction }: Actions & { row: KeyJson }) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: (what: 'revoke' | 'enable') => ask<KeyJson>('POST', `/keys/${row.id}/${what}`, { body: {} }),
    onSuccess: async (changed) => {
      await queries.invalidateQueries({ queryKey: ['keys'] })
      notify(
        changed.state === 'disabled' ? `“${changed.name}” was revoked; “Enable” brings it back` : `“${changed.name}” may be used again`,
      )
    },
    onError: notifyProblem,
  })
  const showRequests = (): void => void navigate({ to: paths.usage, search: { key_id: row.id, range: '30d' } })
  return (
    <Menu
      trigger={
        <IconButton label={`Actions for ${row.name}`}>
          <Ellipsis size={16} />
        </IconButton>
      }
    >
      <MenuItem icon={<ScrollText size={15} />} onClick={showRequests}>
        Show its requests
      </MenuItem>
      {mayWrite && (
        <>
          <MenuItem icon={<Pencil size={15} />} onClick={() => onAction('edit', row)}>
            Edit
          </MenuItem>
          {row.state === 'disabled' ? (
            <MenuItem icon={<RotateCcw size={15} />} onClick={() => change.mutate('enable')}>
              Enable
            </MenuItem>
          ) : (
            <MenuItem icon={<Ban size={15} />} onClick={() => change.mutate('revoke')}>
              Revoke
            </MenuItem>
          )}
          <MenuItem icon={<RefreshCw size={15} />} onClick={() => onAction('rotate', row)}>
            Rotate
          </MenuItem>
          {mayReveal && (
            <MenuItem icon={<Eye size={15} />} onClick={() => onAction('reveal', row)}>
              Reveal
            </MenuItem>
          )}
          <MenuLine />
          <MenuItem icon={<Trash2 size={15} />} danger onClick={() => onAction('delete', row)}>
            Delete
          </MenuItem>
        </>
      )}
    </Menu>
  )
}

function KeyCard({ row, ...actions }: Actions & { row: KeyJson }) {
  return (
    <>
      <div className="flex items-start justify-between gap-3">
        <NameCell row={row} />
        <KeyMenu row={row} {...actions} />
      </div>
      <Spend row={row} />
    </>
  )
}

export function KeyTable({ rows, ...actions }: Actions & { rows: readonly KeyJson[] }) {
  return (
    <Table
      label="API keys"
      columns={columnsOf(actions)}
      rows={rows}
      keyOf={(row) => row.id}
      card={(row) => <KeyCard row={row} {...actions} />}
    />
  )
}
