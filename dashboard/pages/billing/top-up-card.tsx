// Ways to credit: packages and custom amounts by card where payments are set up, and vouchers always.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { BillingJson, CheckoutJson } from '../../../src/contract/billing-api.ts'
import { billingQuery } from '../../api/queries.ts'
import { allows } from '../../api/scope.ts'
import { useForm } from '../../forms/use-form.ts'
import { VoucherForm } from '../../forms/redeem-voucher.tsx'
import { exactUsd, quotaText, readPayment } from '../../format/money.ts'
import { useSession } from '../../layouts/use-session.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Card, CardHeader } from '../../ui/page.tsx'
import { Loaded, ProblemNotice, Skeleton } from '../../ui/states.tsx'

export function TopUpCard() {
  const query = useQuery(billingQuery)
  return (
    <Card>
      <CardHeader title="Add credit" />
      <div className="grid gap-x-10 gap-y-6 px-5 pb-5 md:grid-cols-[1.4fr_1fr]">
        <Loaded query={query} skeleton={<Skeleton className="h-24 w-full" />}>
          {(billing) => (billing.payments.enabled ? <Packages billing={billing} /> : <NoPayments message={billing.payments.message} />)}
        </Loaded>
        <VoucherForm />
      </div>
    </Card>
  )
}

/** An operator reads how to change it; everybody else whom to ask. */
function NoPayments({ message }: { message: string | null }) {
  const operates = allows(useSession(), 'server.operate')
  if (!operates) return <p className="text-quiet">{message ?? 'No payment provider is set up here.'}</p>
  return (
    <p className="text-quiet">
      Payments are not set up on this server: start it with a Stripe key (
      <Link to={paths.docOf('guide/billing')} className="text-accent underline underline-offset-2">
        how
      </Link>
      ). As its operator you can also credit any account under{' '}
      <Link to={paths.accounts} className="text-accent underline underline-offset-2">
        Accounts
      </Link>
      , or make a voucher.
    </p>
  )
}

/** The payment provider's own page takes the card: nothing of it passes through here. */
function goTo(order: CheckoutJson): void {
  location.assign(order.url)
}

function Packages({ billing }: { billing: BillingJson }) {
  const [typed, setTyped] = useState('')
  const [mistake, setMistake] = useState<string>()
  const form = useForm<{ package: string } | { usd: string }, CheckoutJson>({
    method: 'POST',
    path: '/billing/checkout',
    fields: ['usd'],
    done: goTo,
  })
  const readCustom = (): { usd: string } | undefined => {
    const read = readPayment(typed, billing.custom)
    setMistake('wrong' in read ? read.wrong : undefined)
    return 'usd' in read ? { usd: read.usd } : undefined
  }
  return (
    <div className="space-y-4">
      <div className="grid gap-2 sm:grid-cols-3">
        {billing.packages.map((offer) => (
          <button
            key={offer.id}
            type="button"
            disabled={form.busy}
            onClick={() => form.send({ package: offer.id })}
            className="rounded-lg border border-edge bg-surface px-4 py-3 text-left transition-colors hover:border-accent hover:bg-accent-soft disabled:opacity-50"
          >
            <span className="block text-xs text-quiet">{offer.name}</span>
            <span className="figures block text-lg font-semibold">{exactUsd(offer.usd).replace(/\.00$/, '')}</span>
            <span className="figures block text-xs text-faint">{quotaText(offer.quota)} quota</span>
          </button>
        ))}
      </div>
      <form noValidate className="flex items-start gap-2" onSubmit={form.submit(readCustom)}>
        <Field
          className="grow"
          label="Another amount"
          before="$"
          inputMode="decimal"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          wrong={mistake ?? form.wrong('usd')}
          hint={`Whole cents, ${exactUsd(billing.custom.min_usd)} to ${exactUsd(billing.custom.max_usd)}.`}
        />
        <Button type="submit" className="mt-7 h-9" busy={form.busy}>
          Pay by card
        </Button>
      </form>
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
    </div>
  )
}
