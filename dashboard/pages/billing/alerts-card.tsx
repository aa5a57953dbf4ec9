// Alerts of the account: who is told when the balance is low or a budget nearly spent, and what was sent.
import { useQuery } from '@tanstack/react-query'
import { Bell, Ellipsis, Plus, Send, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { AlertJson, DeliveryJson } from '../../../src/contract/alerts-api.ts'
import type { KeyJson } from '../../../src/contract/control-api.ts'
import { ask } from '../../api/client.ts'
import { alertsQuery, deliveriesQuery, keysQuery } from '../../api/queries.ts'
import { CreateAlertDialog } from '../../forms/create-alert.tsx'
import { exactUsd } from '../../format/money.ts'
import { plural } from '../../format/number.ts'
import { Ago } from '../../ui/amount.tsx'
import { Badge, Dot, type Tone } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { Card, CardHeader } from '../../ui/page.tsx'
import { Loaded, Skeleton } from '../../ui/states.tsx'
import { notify, notifyProblem } from '../../ui/toast.tsx'

export function AlertsCard({ mayWrite }: { mayWrite: boolean }) {
  const query = useQuery(alertsQuery)
  const keys = useQuery(keysQuery).data ?? []
  const [creating, setCreating] = useState(false)
  return (
    <Card>
      <CardHeader title="Alerts" note="on balance and budgets">
        {mayWrite && (
          <Button size="small" onClick={() => setCreating(true)}>
            <Plus size={13} aria-hidden /> Add an alert
          </Button>
        )}
      </CardHeader>
      <Loaded query={query} skeleton={<Skeleton className="mx-5 mb-5 h-10" />}>
        {(alerts) =>
          alerts.length === 0 ? (
            <p className="px-5 pb-5 text-quiet">
              None. An alert tells you by e-mail or webhook before requests are refused: when the balance falls below an amount, or when
              most of a key’s budget is spent.
            </p>
          ) : (
            <ul className="divide-y divide-line border-t border-line">
              {alerts.map((alert) => (
                <AlertRow key={alert.id} alert={alert} keys={keys} mayWrite={mayWrite} onChanged={() => void query.refetch()} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <CreateAlertDialog open={creating} keys={keys} onClose={() => setCreating(false)} />
    </Card>
  )
}

function conditionWords(alert: AlertJson, keys: readonly KeyJson[]): string {
  if (alert.balance_below_usd !== null) return `Balance below ${exactUsd(alert.balance_below_usd)}`
  const name = keys.find((key) => key.id === alert.key_id)?.name ?? 'a deleted key'
  return `${alert.budget_percent} % of the budget of “${name}” spent`
}

interface RowProps {
  readonly alert: AlertJson
  readonly keys: readonly KeyJson[]
  readonly mayWrite: boolean
  readonly onChanged: () => void
}

function AlertRow({ alert, keys, mayWrite, onChanged }: RowProps) {
  const [open, setOpen] = useState(false)
  const words = conditionWords(alert, keys)
  const test = async (): Promise<void> => {
    await ask('POST', `/alerts/${alert.id}/test`, { body: {} })
    setOpen(true)
    notify('A test is on its way; its result appears below')
  }
  const remove = async (): Promise<void> => {
    await ask('DELETE', `/alerts/${alert.id}`)
    onChanged()
  }
  return (
    <li className="px-5 py-3">
      <div className="flex items-start gap-3">
        <Bell size={15} aria-hidden className="mt-0.5 shrink-0 text-faint" />
        <div className="min-w-0 grow">
          <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-medium">
            {words}
            {alert.fired_at !== null && (
              <Badge tone="warn">
                told <Ago at={alert.fired_at} />
              </Badge>
            )}
          </p>
          <p className="mt-0.5 text-xs text-quiet [overflow-wrap:anywhere]">
            {[alert.email, alert.webhook_url].filter((way) => way !== null).join(', ')}
          </p>
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="mt-1 text-xs text-accent underline-offset-2 hover:underline"
          >
            {open ? 'Hide what was sent' : 'What was sent'}
          </button>
          {open && <Deliveries alertId={alert.id} />}
        </div>
        {mayWrite && (
          <Menu
            trigger={
              <IconButton label={`Actions for the alert: ${words}`}>
                <Ellipsis size={16} />
              </IconButton>
            }
          >
            <MenuItem icon={<Send size={15} />} onClick={() => void test().catch(notifyProblem)}>
              Send a test
            </MenuItem>
            <MenuItem icon={<Trash2 size={15} />} danger onClick={() => void remove().catch(notifyProblem)}>
              Remove
            </MenuItem>
          </Menu>
        )}
      </div>
    </li>
  )
}

const tones: Readonly<Record<DeliveryJson['state'], Tone>> = { waiting: 'warn', delivered: 'good', failed: 'bad' }

function Deliveries({ alertId }: { alertId: string }) {
  const query = useQuery(deliveriesQuery(alertId))
  return (
    <Loaded query={query} skeleton={<Skeleton className="mt-2 h-6 w-full" />}>
      {(deliveries) =>
        deliveries.length === 0 ? (
          <p className="mt-2 text-xs text-quiet">Nothing yet.</p>
        ) : (
          <ul className="mt-2 space-y-1 text-xs">
            {deliveries.map((one) => (
              <li key={one.id} className="flex flex-wrap gap-x-3">
                <Dot tone={tones[one.state]}>{one.state}</Dot>
                <span className="text-quiet">
                  {one.channel}, {plural(one.attempts, 'try', 'tries')}
                  {one.last_result !== null && `: ${one.last_result.replaceAll('_', ' ')}`}
                </span>
                <span className="text-faint">
                  <Ago at={one.created_at} />
                </span>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}
