// Alerts of the server: what its operator has to know or do, with what to do, until he says that it is done.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { BellOff, Check } from 'lucide-react'
import type { ServerAlertJson } from '../../../src/contract/server-alerts-api.ts'
import { ask } from '../../api/client.ts'
import { serverAlertsQuery } from '../../api/queries.ts'
import { count } from '../../format/number.ts'
import { heads } from '../../heads.ts'
import { paths } from '../../paths.ts'
import { Ago } from '../../ui/amount.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader, Page } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { notifyProblem } from '../../ui/toast.tsx'

interface Kind {
  readonly title: string
  readonly advice: string
  /** Where one goes to do it. */
  readonly page: { readonly to: string; readonly label: string }
}

const kinds: Readonly<Record<ServerAlertJson['kind'], Kind>> = {
  offer_set_aside: {
    title: 'A provider refuses us',
    advice:
      'Requests go to other offers of the model, or are refused. Check the credential and the account with the provider, then test it.',
    page: { to: paths.providers, label: 'To the providers' },
  },
  books_wrong: {
    title: 'The books do not hold',
    advice:
      'Stop the server, keep a copy of the data folder, and run `nexorouter ledger verify`. Restore a backup if the file was damaged.',
    page: { to: paths.system, label: 'To the system' },
  },
  payment_mismatch: {
    title: 'A payment is not what was ordered',
    advice: 'Look the event up with the payment provider. Refund it there, or credit the account by hand.',
    page: { to: paths.accounts, label: 'To the accounts' },
  },
  refund_loss: {
    title: 'A refund was more than what was left',
    advice: 'The balance went to zero and no further; the rest is this server’s loss. Suspend the account if it does this on purpose.',
    page: { to: paths.accounts, label: 'To the accounts' },
  },
  delivery_failed: {
    title: 'An account could not be told',
    advice: 'A webhook or mail of an account’s own alert was given up after its last try. The account sees it in Billing.',
    page: { to: paths.accounts, label: 'To the accounts' },
  },
  auto_top_up_failed: {
    title: 'An automatic top-up failed',
    advice: 'It is off for this account until somebody there turns it on again; they see why in Billing.',
    page: { to: paths.accounts, label: 'To the accounts' },
  },
}

export function OperatorAlertsPage() {
  const query = useQuery(serverAlertsQuery)
  return (
    <Page {...heads.alerts}>
      <Loaded query={query}>
        {(alerts) => {
          const open = alerts.filter((alert) => alert.done_at === null)
          const done = alerts.filter((alert) => alert.done_at !== null)
          return (
            <div className="space-y-6">
              <Card>
                {open.length === 0 ? (
                  <EmptyState icon={<BellOff size={18} />} title="Nothing needs you">
                    Refused credentials of providers, payments that do not fit and books that do not balance would stand here.
                  </EmptyState>
                ) : (
                  <ul className="divide-y divide-line">
                    {open.map((alert) => (
                      <OpenAlert key={alert.id} alert={alert} />
                    ))}
                  </ul>
                )}
              </Card>
              {done.length > 0 && <Done alerts={done} />}
            </div>
          )
        }}
      </Loaded>
    </Page>
  )
}

function OpenAlert({ alert }: { alert: ServerAlertJson }) {
  const queries = useQueryClient()
  const close = useMutation({
    mutationFn: () => ask('POST', `/server-alerts/${alert.id}/close`, { body: {} }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['server-alerts'] }),
    onError: notifyProblem,
  })
  const { title, advice, page } = kinds[alert.kind]
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-3 px-5 py-4">
      <div className="min-w-0 flex-1 basis-80">
        <h2 className="flex flex-wrap items-center gap-2 font-semibold">
          {title}
          {alert.count > 1 && <Badge tone="warn">{count(alert.count)} times</Badge>}
        </h2>
        <p className="mt-0.5 font-mono text-xs text-quiet [overflow-wrap:anywhere]">{alert.subject}</p>
        <p className="mt-2">{alert.says}</p>
        <p className="mt-1 text-quiet">{advice}</p>
        <p className="mt-2 text-xs text-faint">
          {alert.count > 1 && (
            <>
              first <Ago at={alert.first_at} />, last{' '}
            </>
          )}
          <Ago at={alert.last_at} />
        </p>
      </div>
      <div className="flex items-center gap-3">
        <Link to={page.to} className="text-sm text-accent underline underline-offset-2">
          {page.label}
        </Link>
        <Button size="small" busy={close.isPending} onClick={() => close.mutate()}>
          <Check size={13} aria-hidden /> Done
        </Button>
      </div>
    </li>
  )
}

function Done({ alerts }: { alerts: readonly ServerAlertJson[] }) {
  return (
    <Card>
      <CardHeader title="Done" />
      <ul className="divide-y divide-line border-t border-line">
        {alerts.map((alert) => (
          <li key={alert.id} className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 px-5 py-2.5">
            <span>{kinds[alert.kind].title}</span>
            <span className="min-w-0 flex-1 truncate font-mono text-xs text-quiet">{alert.subject}</span>
            <span className="text-xs text-faint">
              <Ago at={alert.done_at} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
