// Makes vouchers and shows their codes, once.
import { useState } from 'react'
import type { CreatedVoucherJson } from '../../src/contract/billing-api.ts'
import { readAmount } from '../format/money.ts'
import { plural } from '../format/number.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Choices, Field } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { useForm } from './use-form.ts'

const expiries = [
  { value: 'never', label: 'Never' },
  { value: '30d', label: '30 days' },
  { value: '90d', label: '90 days' },
] as const
type Expiry = (typeof expiries)[number]['value']

export function CreateVouchersDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [created, setCreated] = useState<readonly CreatedVoucherJson[]>()
  const close = (): void => {
    onClose()
    setCreated(undefined)
  }
  return (
    <Dialog open={open} onClose={close} title={created === undefined ? 'Make vouchers' : `${plural(created.length, 'voucher')} made`}>
      {created === undefined ? <VouchersForm onCancel={close} onCreated={setCreated} /> : <Codes created={created} onClose={close} />}
    </Dialog>
  )
}

function VouchersForm({ onCancel, onCreated }: { onCancel: () => void; onCreated: (created: readonly CreatedVoucherJson[]) => void }) {
  const [typed, setTyped] = useState({ usd: '', count: '1', note: '' })
  const [expiry, setExpiry] = useState<Expiry>('never')
  const [mistakes, setMistakes] = useState<{ usd?: string; count?: string }>({})
  const form = useForm<object, { data: readonly CreatedVoucherJson[] }>({
    method: 'POST',
    path: '/vouchers',
    fields: ['usd', 'count', 'note'],
    renews: [['vouchers']],
    done: ({ data }) => onCreated(data),
  })
  const read = (): object | undefined => {
    const amount = readAmount(typed.usd)
    const count = /^[1-9]\d{0,3}$/.test(typed.count.trim()) ? Number(typed.count) : undefined
    setMistakes({
      ...('wrong' in amount && { usd: amount.wrong }),
      ...(count === undefined && { count: 'A whole number from 1 to 1000.' }),
    })
    if ('wrong' in amount || count === undefined) return undefined
    return { usd: amount.usd, count, note: typed.note, expires: expiry === 'never' ? null : expiry }
  }
  const set = (field: keyof typeof typed) => (event: { target: { value: string } }) => setTyped({ ...typed, [field]: event.target.value })
  return (
    <form noValidate className="space-y-4" onSubmit={form.submit(read)}>
      <div className="grid grid-cols-2 gap-4">
        <Field
          label="Amount in USD"
          before="$"
          inputMode="decimal"
          value={typed.usd}
          onChange={set('usd')}
          wrong={mistakes.usd ?? form.wrong('usd')}
        />
        <Field
          label="How many"
          inputMode="numeric"
          value={typed.count}
          onChange={set('count')}
          wrong={mistakes.count ?? form.wrong('count')}
        />
      </div>
      <Choices label="Expires" value={expiry} options={expiries} onChange={setExpiry} />
      <Field
        label="Note"
        optional
        value={typed.note}
        onChange={set('note')}
        wrong={form.wrong('note')}
        hint="For you; who redeems it does not see it."
      />
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" weight="primary" busy={form.busy}>
          Make vouchers
        </Button>
      </DialogActions>
    </form>
  )
}

function Codes({ created, onClose }: { created: readonly CreatedVoucherJson[]; onClose: () => void }) {
  const text = created.map((voucher) => voucher.code).join('\n')
  return (
    <>
      <p className="mb-3 text-quiet">Copy them now: this window is the only place that shows them.</p>
      <pre
        tabIndex={0}
        aria-label="The codes"
        className="max-h-60 overflow-auto rounded-lg border border-accent/30 bg-accent-soft p-4 font-mono text-sm"
      >
        {text}
      </pre>
      <DialogActions>
        <CopyButton text={text} label="Copy all" />
        <Button weight="primary" onClick={onClose}>
          I have copied them
        </Button>
      </DialogActions>
    </>
  )
}
