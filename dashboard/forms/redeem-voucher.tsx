// Redeems a voucher for credit.
import { useState } from 'react'
import type { RedeemedJson } from '../../src/contract/billing-api.ts'
import { exactUsd } from '../format/money.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { notify } from '../ui/toast.tsx'
import { useForm } from './use-form.ts'

export function VoucherForm() {
  const [code, setCode] = useState('')
  const form = useForm<{ code: string }, RedeemedJson>({
    method: 'POST',
    path: '/billing/redeem',
    fields: ['code'],
    renews: [['session'], ['billing'], ['entries']],
    done: (redeemed) => {
      setCode('')
      notify(`${exactUsd(redeemed.usd)} credited; the balance is ${exactUsd(redeemed.balance_usd)}`)
    },
  })
  return (
    <form noValidate onSubmit={form.submit(() => (code.trim() === '' ? undefined : { code: code.trim() }))}>
      <div className="flex items-start gap-2">
        <Field
          className="grow"
          label="Voucher"
          placeholder="The code you were given"
          value={code}
          onChange={(event) => setCode(event.target.value)}
          wrong={form.wrong('code')}
          hint="Each code credits this account once."
        />
        <Button type="submit" className="mt-7 h-9" busy={form.busy} disabled={code.trim() === ''}>
          Redeem
        </Button>
      </div>
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
    </form>
  )
}
