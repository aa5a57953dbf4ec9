// Invites somebody into the account, and shows the link where no e-mail was sent.
import { useState } from 'react'
import type { CreatedInvitationJson } from '../../src/contract/members-api.ts'
import { type Role, roleOptions } from '../pages/members/roles.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Choices, Field } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { useForm } from './use-form.ts'

export function InviteDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [created, setCreated] = useState<CreatedInvitationJson>()
  const close = (): void => {
    onClose()
    setCreated(undefined)
  }
  return (
    <Dialog open={open} onClose={close} title={created === undefined ? 'Invite somebody' : `${created.email} is invited`}>
      {created === undefined ? <InviteForm onCancel={close} onCreated={setCreated} /> : <Created created={created} onClose={close} />}
    </Dialog>
  )
}

function InviteForm({ onCancel, onCreated }: { onCancel: () => void; onCreated: (created: CreatedInvitationJson) => void }) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('developer')
  const form = useForm<{ email: string; role: Role }, CreatedInvitationJson>({
    method: 'POST',
    path: '/invitations',
    fields: ['email', 'role'],
    renews: [['invitations']],
    done: onCreated,
  })
  return (
    <form noValidate className="space-y-5" onSubmit={form.submit(() => ({ email, role }))}>
      <Field label="E-mail" type="email" value={email} onChange={(event) => setEmail(event.target.value)} wrong={form.wrong('email')} />
      <Choices label="Role" value={role} options={roleOptions} onChange={setRole} />
      <p className="text-xs text-quiet">{roleOptions.map((option) => `${option.label}: ${option.hint ?? ''}`).join('; ')}.</p>
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" weight="primary" busy={form.busy}>
          Invite
        </Button>
      </DialogActions>
    </form>
  )
}

function Created({ created, onClose }: { created: CreatedInvitationJson; onClose: () => void }) {
  return (
    <>
      <p className="text-quiet">
        {created.e_mail_sent
          ? 'The link was sent by e-mail. You can also pass it on yourself; it works once.'
          : 'This server sends no e-mail: pass this link on yourself. It works once, and this window is the only place that shows it.'}
      </p>
      <div className="mt-3 flex items-center gap-3 rounded-lg border border-accent/30 bg-accent-soft py-2 pr-2 pl-4">
        <code className="min-w-0 grow font-mono text-xs break-all">{created.invitation_url}</code>
        <CopyButton text={created.invitation_url} label="Copy link" weight="primary" />
      </div>
      <DialogActions>
        <Button onClick={onClose}>Done</Button>
      </DialogActions>
    </>
  )
}
