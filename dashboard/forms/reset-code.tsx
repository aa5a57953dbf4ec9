// Shows the operator a code for somebody who asked for one on the sign-in page, to read out to them.
import type { ShowCodeInput, ShownCodeJson } from '../../src/contract/people-api.ts'
import type { UserJson } from '../../src/contract/sign-in-api.ts'
import { useState } from 'react'
import { Ago } from '../ui/amount.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { SecretLine } from './reveal-key.tsx'
import { useForm } from './use-form.ts'

export function ResetCodeDialog({ user, onClose }: { readonly user: UserJson | undefined; readonly onClose: () => void }) {
  return (
    <Dialog
      open={user !== undefined}
      onClose={onClose}
      title="Code for a new password"
      description="For somebody who asked for one on the sign-in page within the last 10 minutes. Make sure that it is really them who asks you, and let them tell you the ID that their page shows."
    >
      {user !== undefined && <ResetCode user={user} onClose={onClose} />}
    </Dialog>
  )
}

function ResetCode({ user, onClose }: { readonly user: UserJson; readonly onClose: () => void }) {
  const [shown, setShown] = useState<ShownCodeJson>()
  const [resetId, setResetId] = useState('')
  const form = useForm<ShowCodeInput, ShownCodeJson>({
    method: 'POST',
    path: `/users/${user.id}/reset-code`,
    fields: ['reset_id'],
    done: setShown,
  })
  if (shown !== undefined) {
    return (
      <>
        <SecretLine secret={shown.code} label="The code" />
        <p className="mt-3 text-xs text-quiet">
          For {shown.email}, in the browser that shows {resetId}. It ends <Ago at={shown.expires_at} />.
        </p>
        <DialogActions>
          <Button onClick={onClose}>Done</Button>
        </DialogActions>
      </>
    )
  }
  return (
    <form noValidate className="space-y-4" onSubmit={form.submit(() => ({ reset_id: resetId }))}>
      <Field
        label="Reset ID"
        placeholder="3F2A-91C4"
        autoComplete="off"
        value={resetId}
        onChange={(event) => setResetId(event.target.value)}
        wrong={form.wrong('reset_id')}
        hint="A code opens the browser with this ID only, so nobody else who asks for this person gains anything."
      />
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" weight="primary" busy={form.busy} disabled={resetId === ''}>
          Show a code for {user.email}
        </Button>
      </DialogActions>
    </form>
  )
}
