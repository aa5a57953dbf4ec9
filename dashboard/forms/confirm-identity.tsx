// Proves once more who sits here: the password, with a code where one is set up, or a passkey.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api/client.ts'
import { factorsQuery } from '../api/queries.ts'
import { Button } from '../ui/button.tsx'
import { DialogActions } from '../ui/dialog.tsx'
import { asksForCode, FactorCode, withCode } from '../ui/factor-code.tsx'
import { PasskeyButton } from '../ui/passkey-button.tsx'
import { PasswordField } from '../ui/password-field.tsx'

export function ConfirmForm({ onEnd }: { onEnd: (confirmed: boolean) => void }) {
  const [typed, setTyped] = useState({ password: '', code: '' })
  const [fault, setFault] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const factors = useQuery(factorsQuery).data
  const confirm = async (proof: object): Promise<void> => {
    setBusy(true)
    try {
      await ask('POST', '/session/confirm', { body: proof })
      onEnd(true)
    } catch (refused) {
      setFault(refused)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault()
        void confirm(withCode(typed))
      }}
    >
      <PasswordField
        label="Password"
        is="present"
        value={typed.password}
        onValue={(password) => setTyped({ ...typed, password })}
        wrong={fault instanceof Error && !asksForCode(fault, '') ? fault.message : undefined}
      />
      <FactorCode value={typed.code} onValue={(code) => setTyped({ ...typed, code })} fault={fault} />
      {(factors?.passkeys.length ?? 0) > 0 && (
        <PasskeyButton onProof={(passkey) => void confirm({ passkey })}>Use a passkey instead</PasskeyButton>
      )}
      <DialogActions>
        <Button onClick={() => onEnd(false)}>Cancel</Button>
        <Button type="submit" weight="primary" busy={busy} disabled={typed.password === ''}>
          Confirm
        </Button>
      </DialogActions>
    </form>
  )
}
