// Makes an alert on the balance or on a key's budget; the secret of its webhook is shown once.
import { useState } from 'react'
import type { CreatedAlertJson } from '../../src/contract/alerts-api.ts'
import type { KeyJson } from '../../src/contract/control-api.ts'
import { type AlertDraft, emptyAlertDraft, readAlertDraft } from '../format/alert-draft.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Choices, Field } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { notify } from '../ui/toast.tsx'
import { SecretLine } from './reveal-key.tsx'
import { useForm } from './use-form.ts'

interface Props {
  readonly open: boolean
  readonly keys: readonly KeyJson[]
  readonly onClose: () => void
}

export function CreateAlertDialog({ open, keys, onClose }: Props) {
  const [created, setCreated] = useState<CreatedAlertJson>()
  const close = (): void => {
    onClose()
    setCreated(undefined)
  }
  const done = (alert: CreatedAlertJson): void => {
    notify('The alert is armed')
    if (alert.webhook_secret === null) close()
    else setCreated(alert)
  }
  return (
    <Dialog open={open} onClose={close} title={created === undefined ? 'Add an alert' : 'The alert is armed'}>
      {created === undefined ? (
        <CreateAlertForm keys={keys} onCancel={close} onCreated={done} />
      ) : (
        <>
          <p className="mb-3 text-quiet">Your receiver checks signatures with this secret. This window is the only place that shows it.</p>
          <SecretLine secret={created.webhook_secret ?? ''} label="The webhook’s secret" />
          <DialogActions>
            <Button weight="primary" onClick={close}>
              I have copied it
            </Button>
          </DialogActions>
        </>
      )}
    </Dialog>
  )
}

const conditions = [
  { value: 'balance', label: 'The balance is low' },
  { value: 'budget', label: 'A key’s budget is nearly spent' },
] as const

interface FormProps {
  readonly keys: readonly KeyJson[]
  readonly onCancel: () => void
  readonly onCreated: (alert: CreatedAlertJson) => void
}

function CreateAlertForm({ keys, onCancel, onCreated }: FormProps) {
  const budgeted = keys.filter((key) => key.budget_usd !== null)
  const [draft, setDraft] = useState<AlertDraft>({ ...emptyAlertDraft, keyId: budgeted[0]?.id ?? '' })
  const [mistake, setMistake] = useState<string>()
  const form = useForm<object, CreatedAlertJson>({
    method: 'POST',
    path: '/alerts',
    fields: ['balance_below_usd', 'budget_percent', 'key_id', 'email', 'webhook_url'],
    renews: [['alerts']],
    done: onCreated,
  })
  const read = (): object | undefined => {
    const result = readAlertDraft(draft)
    setMistake('wrong' in result ? result.wrong : undefined)
    return 'input' in result ? result.input : undefined
  }
  const set = (field: keyof AlertDraft) => (event: { target: { value: string } }) => setDraft({ ...draft, [field]: event.target.value })
  return (
    <form noValidate className="space-y-5" onSubmit={form.submit(read)}>
      <Choices
        label="Tell me when"
        value={draft.condition}
        options={conditions}
        onChange={(condition) => setDraft({ ...draft, condition })}
      />
      <ConditionFields draft={draft} budgeted={budgeted} mistake={mistake} wrong={form.wrong} onChange={setDraft} />
      <Field label="E-mail" optional type="email" value={draft.email} onChange={set('email')} wrong={form.wrong('email')} />
      <Field
        label="Webhook"
        optional
        placeholder="https://"
        value={draft.webhook}
        onChange={set('webhook')}
        wrong={form.wrong('webhook_url')}
        hint="One signed POST of JSON, tried again for half a day when it fails."
      />
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" weight="primary" busy={form.busy} disabled={draft.condition === 'budget' && budgeted.length === 0}>
          Add alert
        </Button>
      </DialogActions>
    </form>
  )
}

interface ConditionProps {
  readonly draft: AlertDraft
  readonly budgeted: readonly KeyJson[]
  readonly mistake: string | undefined
  readonly wrong: (field: string) => string | undefined
  readonly onChange: (draft: AlertDraft) => void
}

function ConditionFields({ draft, budgeted, mistake, wrong, onChange }: ConditionProps) {
  if (draft.condition === 'balance') {
    return (
      <Field
        label="Below this balance, in USD"
        before="$"
        inputMode="decimal"
        value={draft.usd}
        onChange={(event) => onChange({ ...draft, usd: event.target.value })}
        wrong={mistake ?? wrong('balance_below_usd')}
      />
    )
  }
  if (budgeted.length === 0) return <p className="text-quiet">No key has a budget yet: give one a budget under API Keys first.</p>
  return (
    <div className="grid grid-cols-2 gap-4">
      <div>
        <p className="mb-1.5 text-sm font-medium">Key</p>
        <Select
          label="Key whose budget is watched"
          className="h-9 w-full"
          value={draft.keyId}
          options={budgeted.map((key) => ({ value: key.id, label: key.name }))}
          onChange={(keyId) => onChange({ ...draft, keyId })}
        />
        {wrong('key_id') !== undefined && (
          <p role="alert" className="mt-1.5 text-xs text-bad">
            {wrong('key_id')}
          </p>
        )}
      </div>
      <Field
        label="Percent of its budget"
        inputMode="numeric"
        value={draft.percent}
        onChange={(event) => onChange({ ...draft, percent: event.target.value })}
        wrong={mistake ?? wrong('budget_percent')}
      />
    </div>
  )
}
