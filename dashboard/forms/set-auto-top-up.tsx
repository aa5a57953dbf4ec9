// Turns the automatic top-up on, changes its line and amount, or turns it off.
import { useState } from 'react'
import type { AutoTopUpJson } from '../../src/contract/billing-api.ts'
import { exactUsd, readAmount } from '../format/money.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { notify } from '../ui/toast.tsx'
import { useForm } from './use-form.ts'

export function SetAutoTopUpDialog({ rule, onClose }: { rule: AutoTopUpJson | undefined; onClose: () => void }) {
  return (
    <Dialog
      open={rule !== undefined}
      onClose={onClose}
      title="Automatic top-up"
      description="One payment each time the balance falls below the line, at most ten a day."
    >
      {rule !== undefined && <SetForm rule={rule} onClose={onClose} />}
    </Dialog>
  )
}

const typedOf = (usd: string | null, otherwise: string): string => (usd === null ? otherwise : exactUsd(usd).slice(1))

function SetForm({ rule, onClose }: { rule: AutoTopUpJson; onClose: () => void }) {
  const [below, setBelow] = useState(typedOf(rule.below_usd, '5'))
  const [amount, setAmount] = useState(typedOf(rule.usd, '20'))
  const [mistakes, setMistakes] = useState<{ below?: string; amount?: string }>({})
  const form = useForm<object, AutoTopUpJson>({
    method: 'PUT',
    path: '/billing/auto-top-up',
    fields: ['below_usd', 'usd'],
    renews: [['auto-top-up']],
    done: ({ enabled }) => {
      notify(enabled ? 'The automatic top-up is on' : 'The automatic top-up is off')
      onClose()
    },
  })
  const read = (enabled: boolean) => (): object | undefined => {
    const [line, usd] = [readAmount(below), readAmount(amount)]
    setMistakes({ ...('wrong' in line && { below: line.wrong }), ...('wrong' in usd && { amount: usd.wrong }) })
    return 'wrong' in line || 'wrong' in usd ? undefined : { enabled, below_usd: line.usd, usd: usd.usd }
  }
  return (
    <form noValidate className="space-y-4" onSubmit={form.submit(read(true))}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="When the balance falls below"
          before="$"
          inputMode="decimal"
          value={below}
          onChange={(event) => setBelow(event.target.value)}
          wrong={mistakes.below ?? form.wrong('below_usd')}
        />
        <Field
          label="Add"
          before="$"
          inputMode="decimal"
          value={amount}
          onChange={(event) => setAmount(event.target.value)}
          wrong={mistakes.amount ?? form.wrong('usd')}
          hint="Whole cents, at least the line."
        />
      </div>
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <DialogActions>
        {rule.enabled && (
          <Button
            weight="danger"
            busy={form.busy}
            onClick={() => {
              const input = read(false)()
              if (input !== undefined) form.send(input)
            }}
          >
            Turn off
          </Button>
        )}
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" weight="primary" busy={form.busy}>
          {rule.enabled ? 'Save' : 'Turn on'}
        </Button>
      </DialogActions>
    </form>
  )
}
