// Asks for the password once more where the server wants it, then lets the action go on by itself.
import { useState, useSyncExternalStore } from 'react'
import { useQuery } from '@tanstack/react-query'
import { factorsQuery } from '../api/queries.ts'
import { PasskeyButton } from './passkey-button.tsx'
import { ApiProblem, type Ask, ask, type Method } from '../api/client.ts'
import { Button } from './button.tsx'
import { Dialog, DialogActions } from './dialog.tsx'
import { asksForCode, FactorCode, withCode } from './factor-code.tsx'
import { PasswordField } from './password-field.tsx'

let waiting: ((confirmed: boolean) => void) | undefined
const listeners = new Set<() => void>()

function setWaiting(next: typeof waiting): void {
  waiting = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Like `ask`; where the server wants a fresh proof of who sits there, it is asked for and the request goes out again. */
export async function askConfirmed<Answer>(method: Method, path: string, more: Ask = {}): Promise<Answer> {
  try {
    return await ask<Answer>(method, path, more)
  } catch (fault) {
    if (!(fault instanceof ApiProblem && fault.code === 'confirmation_required')) throw fault
    const confirmed = await new Promise<boolean>((resolve) => setWaiting(resolve))
    if (!confirmed) throw fault
    return ask<Answer>(method, path, more)
  }
}

export function ConfirmIdentity() {
  const open = useSyncExternalStore(subscribe, () => waiting !== undefined)
  const end = (confirmed: boolean): void => {
    const resolve = waiting
    setWaiting(undefined)
    resolve?.(confirmed)
  }
  return (
    <Dialog
      open={open}
      onClose={() => end(false)}
      title="Confirm that it is you"
      description="This is a sensitive action. Your password opens it for the next minutes."
    >
      <ConfirmForm onEnd={end} />
    </Dialog>
  )
}

function ConfirmForm({ onEnd }: { onEnd: (confirmed: boolean) => void }) {
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
