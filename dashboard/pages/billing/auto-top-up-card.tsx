// Automatic top-up: the saved card, the rule that orders credit with it, and why it is off when it failed.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { CreditCard } from 'lucide-react'
import { useState } from 'react'
import type { AutoTopUpJson } from '../../../src/contract/billing-api.ts'
import { autoTopUpQuery } from '../../api/queries.ts'
import { SetAutoTopUpDialog } from '../../forms/set-auto-top-up.tsx'
import { useForm } from '../../forms/use-form.ts'
import { exactUsd } from '../../format/money.ts'
import { Ago } from '../../ui/amount.tsx'
import { Dot } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/page.tsx'
import { Loaded, ProblemNotice, Skeleton } from '../../ui/states.tsx'

/** Only where somebody takes payments: elsewhere there is no card to save. */
export function AutoTopUpCard() {
  const query = useQuery(autoTopUpQuery)
  return (
    <Card>
      <CardHeader title="Automatic top-up" note="with a saved card" />
      <div className="px-5 pb-5">
        <Loaded query={query} skeleton={<Skeleton className="h-15 w-full" />}>
          {(rule) => (rule.card === null ? <NoCard /> : <Rule rule={rule} card={rule.card} />)}
        </Loaded>
      </div>
    </Card>
  )
}

function NoCard() {
  const form = useForm<object, { url: string }>({ method: 'POST', path: '/billing/card', done: ({ url }) => location.assign(url) })
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-xl text-quiet">
          With a saved card this account orders credit by itself when the balance runs low, so that nothing is refused at night. The payment
          provider keeps the card; this server knows only its last four digits.
        </p>
        <Button busy={form.busy} onClick={() => form.send({})}>
          <CreditCard size={14} aria-hidden /> Save a card
        </Button>
      </div>
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
    </div>
  )
}

/** The provider's code in words, where people meet it often. */
const failureWords: Readonly<Record<string, string>> = {
  insufficient_funds: 'the card has not enough funds',
  card_declined: 'the card was declined',
  expired_card: 'the card has expired',
  authentication_required: 'the bank wants its owner to confirm each payment',
  requires_action: 'the bank wants its owner to confirm each payment',
  too_many_in_a_day: 'ten top-ups within a day, which looks like a mistake',
  no_answer: 'the payment provider did not answer for half a day',
  card_removed: 'the card was removed',
  refunded: 'a payment was refunded',
  disputed: 'a payment was disputed',
}

function Rule({ rule, card }: { rule: AutoTopUpJson; card: NonNullable<AutoTopUpJson['card']> }) {
  const [setting, setSetting] = useState(false)
  const queries = useQueryClient()
  const remove = useForm<object>({
    method: 'DELETE',
    path: '/billing/card',
    done: () => queries.invalidateQueries({ queryKey: ['auto-top-up'] }),
  })
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div>
          <p>
            <Dot tone={rule.enabled ? 'good' : 'plain'}>{rule.enabled ? 'On' : 'Off'}</Dot>
            {rule.usd !== null && rule.below_usd !== null && (
              <span className="figures ml-3">
                {exactUsd(rule.usd)} when the balance falls below {exactUsd(rule.below_usd)}
                {rule.ordering && ', a payment is under way'}
              </span>
            )}
          </p>
          <p className="mt-1 text-xs text-quiet">
            {card.brand} ending in <span className="figures">{card.last_four}</span>
          </p>
        </div>
        <div className="flex gap-2">
          <Button onClick={() => setSetting(true)}>{rule.enabled ? 'Change' : 'Turn on'}</Button>
          <Button weight="danger" busy={remove.busy} onClick={() => remove.send({})}>
            Remove card
          </Button>
        </div>
      </div>
      {rule.failure !== null && (
        <p role="status" className="rounded-lg border border-bad/30 bg-bad-soft px-4 py-2.5">
          The last one failed <Ago at={rule.failed_at} />: {failureWords[rule.failure] ?? rule.failure.replaceAll('_', ' ')}. It is off
          until you turn it on again.
        </p>
      )}
      {remove.problem !== undefined && <ProblemNotice fault={remove.problem} />}
      <SetAutoTopUpDialog rule={setting ? rule : undefined} onClose={() => setSetting(false)} />
    </div>
  )
}
