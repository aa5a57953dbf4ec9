// What a price list would change, model by model, with a tick for each; and what of it cannot be used, with the reason.
import { useState } from 'react'
import type { ImportedPricesJson } from '../../../src/contract/price-import-api.ts'
import type { PublishedPriceJson } from '../../../src/contract/prices-api.ts'
import { count, plural } from '../../format/number.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/states.tsx'
import type { Approved } from './price-import.tsx'

interface Props {
  readonly compared: ImportedPricesJson
  readonly busy: boolean
  readonly fault: unknown
  readonly onPublish: (approved: Approved) => void
}

export function PriceDiff({ compared, busy, fault, onPublish }: Props) {
  const changed = compared.data.filter(({ result }) => result === 'would_publish' || result === 'implausible')
  const same = compared.data.filter(({ result }) => result === 'unchanged').length
  const [ticked, setTicked] = useState<ReadonlySet<string>>(
    () => new Set(changed.filter(({ result }) => result === 'would_publish').map(({ model }) => model)),
  )
  const toggle = (model: string, on: boolean): void =>
    setTicked(new Set(on ? [...ticked, model] : [...ticked].filter((one) => one !== model)))
  const approve = (): void =>
    onPublish({ models: [...ticked], force: changed.some(({ model, result }) => result === 'implausible' && ticked.has(model)) })
  return (
    <>
      <Card className="overflow-hidden">
        <CardHeader
          title="What would change"
          note={
            same === 0 ? plural(changed.length, 'model') : `${plural(changed.length, 'model')}; ${count(same)} more as the list has them`
          }
        >
          <Button weight="primary" busy={busy} disabled={ticked.size === 0} onClick={approve}>
            Publish {plural(ticked.size, 'price')}
          </Button>
        </CardHeader>
        {fault !== null && (
          <div className="px-5 pb-4">
            <ProblemNotice fault={fault} />
          </div>
        )}
        {changed.length === 0 ? (
          <p className="border-t border-line px-5 py-6 text-quiet">
            Nothing: every model of this server that the list names has its price already.
          </p>
        ) : (
          <ul aria-label="Changes" className="divide-y divide-line border-t border-line">
            {changed.map((row) => (
              <Change key={row.model} row={row} ticked={ticked.has(row.model)} onToggle={(on) => toggle(row.model, on)} />
            ))}
          </ul>
        )}
      </Card>
      <LeftOut compared={compared} />
    </>
  )
}

function Change({ row, ticked, onToggle }: { row: PublishedPriceJson; ticked: boolean; onToggle: (on: boolean) => void }) {
  return (
    <li className="px-5 py-3">
      <label className="flex cursor-pointer flex-wrap items-center gap-2.5">
        <input type="checkbox" className="accent-accent" checked={ticked} onChange={(event) => onToggle(event.target.checked)} />
        <span className="font-medium [overflow-wrap:anywhere]">{row.model}</span>
        {row.result === 'implausible' && <Badge tone="warn">a jump of ten times: is it meant?</Badge>}
        {row.compared_with === null && <Badge tone="accent">first price</Badge>}
      </label>
      <ul className="figures mt-1.5 max-w-md space-y-0.5 pl-6 text-sm">
        {row.changes.map((change) => (
          <li key={change.line} className="flex gap-3">
            <span className="min-w-0 grow text-quiet">{change.line.replaceAll('_', ' ')}</span>
            <span>{change.from ?? 'none'}</span>
            <span className="text-faint">→</span>
            <span className={change.implausible ? 'font-semibold text-warn' : 'font-medium'}>{change.to ?? 'none'}</span>
          </li>
        ))}
      </ul>
    </li>
  )
}

function LeftOut({ compared }: { compared: ImportedPricesJson }) {
  const { unusable, not_in_list: absent, without_provider: unserved, read_only: fixed, unknown } = compared
  const parts: readonly (readonly [title: string, names: readonly string[]])[] = [
    ['Named by the list, but not usable', unusable.map(({ model, reason }) => `${model}: ${reason}`)],
    ['Not in the list', absent],
    ['Not looked up: no connected provider serves them', unserved],
    ['Priced in nexorouter.yaml: changed there and nowhere else', fixed],
    ['In the list, but not on this server', unknown],
  ]
  const shown = parts.filter(([, names]) => names.length > 0)
  if (shown.length === 0) return null
  return (
    <Card>
      <CardHeader title="What is left as it is" />
      <div className="divide-y divide-line border-t border-line">
        {shown.map(([title, names]) => (
          <details key={title} className="px-5 py-2.5">
            <summary>
              {title} <span className="figures text-xs text-faint">{names.length}</span>
            </summary>
            <p className="mt-2 max-h-60 overflow-y-auto text-xs leading-5 text-quiet [overflow-wrap:anywhere]">{names.join(', ')}</p>
          </details>
        ))}
      </div>
    </Card>
  )
}
