// Creates a management key and shows it, once.
import { useState } from 'react'
import type { ManagementKeyJson } from '../../src/contract/keys-api.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Choices, Field } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { SecretLine } from './reveal-key.tsx'
import { useForm } from './use-form.ts'

type Created = ManagementKeyJson & { readonly key: string }

const scopes = [
  { value: 'read', label: 'Read' },
  { value: 'account', label: 'Change the account' },
] as const
type Scope = (typeof scopes)[number]['value']

const expiries = [
  { value: '30d', label: '30 days' },
  { value: '90d', label: '90 days' },
  { value: '365d', label: '365 days' },
  { value: 'never', label: 'Never' },
] as const
type Expiry = (typeof expiries)[number]['value']

export function CreateManagementKeyDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [created, setCreated] = useState<Created>()
  const close = (): void => {
    onClose()
    setCreated(undefined)
  }
  return (
    <Dialog open={open} onClose={close} title={created === undefined ? 'Create a management key' : `“${created.name}” is ready`}>
      {created === undefined ? (
        <CreateForm onCancel={close} onCreated={setCreated} />
      ) : (
        <>
          <SecretLine secret={created.key} label="The management key" />
          <p className="mt-3 text-quiet">Copy it now: this window is the only place that shows it.</p>
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

function CreateForm({ onCancel, onCreated }: { onCancel: () => void; onCreated: (created: Created) => void }) {
  const [name, setName] = useState('')
  const [scope, setScope] = useState<Scope>('read')
  const [expires, setExpires] = useState<Expiry>('90d')
  const form = useForm<object, Created>({
    method: 'POST',
    path: '/management-keys',
    fields: ['name'],
    renews: [['management-keys']],
    done: onCreated,
  })
  return (
    <form noValidate className="space-y-5" onSubmit={form.submit(() => ({ name, scope, expires: expires === 'never' ? null : expires }))}>
      <Field
        label="Name"
        placeholder="billing-report"
        value={name}
        onChange={(event) => setName(event.target.value)}
        wrong={form.wrong('name')}
      />
      <Choices label="May" value={scope} options={scopes} onChange={setScope} />
      <Choices label="Expires" value={expires} options={expiries} onChange={setExpires} />
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" weight="primary" busy={form.busy}>
          Create
        </Button>
      </DialogActions>
    </form>
  )
}
