// Adds a credential to a connected provider. It is typed here and never shown again.
import { useState } from 'react'
import type { AddCredentialInput, ProviderJson } from '../../src/contract/providers-api.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { notify } from '../ui/toast.tsx'
import { CredentialField } from './credential-field.tsx'
import { useForm } from './use-form.ts'

export function AddCredentialDialog({ to, onClose }: { to: ProviderJson | undefined; onClose: () => void }) {
  return (
    <Dialog open={to !== undefined} onClose={onClose} title={`Add a credential to ${to?.name ?? ''}`}>
      {to !== undefined && <AddForm to={to} onClose={onClose} />}
    </Dialog>
  )
}

function AddForm({ to, onClose }: { to: ProviderJson; onClose: () => void }) {
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const [weight, setWeight] = useState('1')
  const form = useForm<AddCredentialInput, ProviderJson>({
    method: 'POST',
    path: `/providers/${encodeURIComponent(to.id)}/credentials`,
    fields: ['name', 'value', 'weight'],
    renews: [['providers']],
    done: () => {
      notify(`“${name.trim()}” was added`)
      onClose()
    },
  })
  const google = to.dialect === 'gemini' || to.id.startsWith('vertex')
  const kind = to.id.startsWith('azure') ? 'entra' : google ? 'google' : 'bearer'
  return (
    <form
      noValidate
      className="space-y-5"
      onSubmit={form.submit(() => ({ name: name.trim(), value: value.trim(), weight: Number(weight) }))}
    >
      <Field
        label="Name"
        hint="Shown in usage records to operators."
        placeholder="team-b"
        value={name}
        onChange={(event) => setName(event.target.value)}
        wrong={form.wrong('name')}
      />
      <CredentialField kind={kind} value={value} onChange={setValue} wrong={form.wrong('value')} />
      <Field
        label="Weight"
        hint="Its share of the requests among the credentials that are fit."
        inputMode="numeric"
        value={weight}
        onChange={(event) => setWeight(event.target.value)}
        wrong={form.wrong('weight')}
      />
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" weight="primary" busy={form.busy}>
          Add
        </Button>
      </DialogActions>
    </form>
  )
}
