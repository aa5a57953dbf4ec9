// Credits an account by hand, once: a second click or a lost answer credits nothing more.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AccountJson, CreditJson } from '../../src/contract/control-api.ts'
import { ask } from '../api/client.ts'
import { exactUsd, quotaOfUsd, readAmount } from '../format/money.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { notify } from '../ui/toast.tsx'

export function AddCreditDialog({ account, onClose }: { account: AccountJson | undefined; onClose: () => void }) {
  return (
    <Dialog open={account !== undefined} onClose={onClose} title={`Add credit to “${account?.name ?? ''}”`}>
      {account !== undefined && <AddCreditForm account={account} onClose={onClose} />}
    </Dialog>
  )
}

function AddCreditForm({ account, onClose }: { account: AccountJson; onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const [note, setNote] = useState('')
  const [wrong, setWrong] = useState<string>()
  // The same reference credits once, however often the form is sent.
  const [reference] = useState(() => `dashboard:${crypto.randomUUID()}`)
  const queries = useQueryClient()
  const credit = useMutation({
    mutationFn: (usd: string) => ask<CreditJson>('POST', '/credits', { body: { usd, note, account_id: account.id, reference } }),
    onSuccess: async (credited) => {
      await queries.invalidateQueries()
      notify(`${exactUsd(credited.usd)} credited; the balance is ${exactUsd(credited.balance_usd)}`)
      onClose()
    },
  })
  const read = readAmount(typed)
  const submit = (): void => {
    setWrong('wrong' in read ? read.wrong : undefined)
    if ('usd' in read) credit.mutate(read.usd)
  }
  return (
    <form
      noValidate
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Field
        label="Amount in USD"
        before="$"
        inputMode="decimal"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        wrong={wrong}
        hint={'usd' in read ? `${quotaOfUsd(read.usd)} quota` : undefined}
      />
      <Field
        label="Note"
        optional
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        hint="Why; it stands beside the entry in Billing."
      />
      {credit.isError && <ProblemNotice fault={credit.error} />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" weight="primary" busy={credit.isPending}>
          Add credit
        </Button>
      </DialogActions>
    </form>
  )
}
