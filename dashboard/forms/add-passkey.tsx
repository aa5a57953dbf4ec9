// Adds a passkey of this device: a name for it, then the browser takes over, then the recovery codes where there are none yet.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AddedPasskeyJson, PasskeyCreationJson } from '../../src/contract/passkeys-api.ts'
import { makePasskey } from '../api/passkeys.ts'
import { browserName } from '../format/browser-name.ts'
import { Button } from '../ui/button.tsx'
import { askConfirmed } from '../ui/confirm-identity.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { notify } from '../ui/toast.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

interface Props {
  readonly open: boolean
  readonly onClose: () => void
}

export function AddPasskeyDialog({ open, onClose }: Props) {
  const [codes, setCodes] = useState<readonly string[]>()
  const close = (): void => {
    setCodes(undefined)
    onClose()
  }
  const kept = codes !== undefined
  return (
    <Dialog
      open={open}
      onClose={close}
      title={kept ? 'Keep your recovery codes' : 'Add a passkey'}
      description={
        kept
          ? 'Each one signs you in once when your device is not at hand. They are never shown again.'
          : 'A fingerprint, a face or a PIN of this device signs you in, without a password. It works on no imitation of this page.'
      }
    >
      {kept ? <RecoveryCodes codes={codes} onClose={close} /> : <AddForm onClose={close} onCodes={setCodes} />}
    </Dialog>
  )
}

async function addPasskey(name: string): Promise<AddedPasskeyJson> {
  const begun = await askConfirmed<PasskeyCreationJson>('POST', '/user/passkeys/options', { body: {} })
  const passkey = await makePasskey(begun)
  return askConfirmed<AddedPasskeyJson>('POST', '/user/passkeys', { body: { name, passkey } })
}

function AddForm({ onClose, onCodes }: { readonly onClose: () => void; readonly onCodes: (codes: readonly string[]) => void }) {
  const [name, setName] = useState(() => browserName(navigator.userAgent))
  const queries = useQueryClient()
  const adding = useMutation({
    mutationFn: addPasskey,
    onSuccess: async ({ passkey, recovery_codes: codes }) => {
      await queries.invalidateQueries({ queryKey: ['factors'] })
      notify(`“${passkey.name}” signs you in from now on`)
      if (codes === null) onClose()
      else onCodes(codes)
    },
  })
  return (
    <form
      noValidate
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault()
        adding.mutate(name)
      }}
    >
      <Field
        label="Name"
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
        hint="To tell it from your others, such as “work laptop”."
      />
      {adding.error !== null && <ProblemNotice fault={adding.error} />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" weight="primary" busy={adding.isPending} disabled={name.trim() === ''}>
          Add
        </Button>
      </DialogActions>
    </form>
  )
}
