// Asks for the password once more where the server wants it, then lets the action go on by itself.
import { useSyncExternalStore } from 'react'
import { ApiProblem, type Ask, ask, type Method } from '../api/client.ts'
import { Dialog } from './dialog.tsx'
import { later } from './later.ts'

const forms = later(() => import('../forms/confirm-identity.tsx'))

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
  const form = forms.useWhen(open)
  const end = (confirmed: boolean): void => {
    const resolve = waiting
    setWaiting(undefined)
    resolve?.(confirmed)
  }
  return (
    <Dialog
      open={open && form !== undefined}
      onClose={() => end(false)}
      title="Confirm that it is you"
      description="This is a sensitive action. Proving who you are opens it for the next minutes."
    >
      {form !== undefined && <form.ConfirmForm onEnd={end} />}
    </Dialog>
  )
}
