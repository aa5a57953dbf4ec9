// Your passkeys, one row each, and one to add another.
import { useQuery } from '@tanstack/react-query'
import { KeyRound, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { PasskeyJson } from '../../../src/contract/factors-api.ts'
import { knowsPasskeys } from '../../api/passkeys.ts'
import { signInOptionsQuery } from '../../api/queries.ts'
import { AddPasskeyDialog } from '../../forms/add-passkey.tsx'
import { useForm } from '../../forms/use-form.ts'
import { Ago } from '../../ui/amount.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { ProblemNotice } from '../../ui/states.tsx'
import { notify } from '../../ui/toast.tsx'

export function PasskeyRows({ passkeys, rowClass }: { readonly passkeys: readonly PasskeyJson[]; readonly rowClass: string }) {
  const [adding, setAdding] = useState(false)
  const options = useQuery(signInOptionsQuery).data
  const possible = options?.passkeys === true && knowsPasskeys()
  return (
    <>
      <li className={rowClass}>
        <div className="min-w-0 grow basis-60">
          <p className="font-medium">Passkeys</p>
          <p className="text-xs text-quiet">
            {options?.passkeys === false
              ? 'They need a server with a name: the operator sets NEXOROUTER_PUBLIC_URL.'
              : 'Sign in by fingerprint, face or PIN of a device, without a password.'}
          </p>
        </div>
        <Button size="small" disabled={!possible} onClick={() => setAdding(true)}>
          Add a passkey
        </Button>
        <AddPasskeyDialog open={adding} onClose={() => setAdding(false)} />
      </li>
      {passkeys.map((passkey) => (
        <PasskeyRow key={passkey.id} passkey={passkey} />
      ))}
    </>
  )
}

function PasskeyRow({ passkey }: { readonly passkey: PasskeyJson }) {
  const [removing, setRemoving] = useState(false)
  const form = useForm({
    method: 'DELETE',
    path: `/user/passkeys/${passkey.id}`,
    renews: [['factors']],
    done: () => notify(`“${passkey.name}” was removed`),
  })
  return (
    <li className="flex items-center gap-3 py-3 pr-5 pl-8">
      <KeyRound size={15} className="shrink-0 text-quiet" aria-hidden />
      <div className="min-w-0 grow">
        <p className="truncate font-medium">{passkey.name}</p>
        <p className="text-xs text-quiet">
          added <Ago at={passkey.created_at} />
          {passkey.used_at !== null && (
            <>
              {' · used '}
              <Ago at={passkey.used_at} />
            </>
          )}
        </p>
      </div>
      <IconButton label={`Remove ${passkey.name}`} onClick={() => setRemoving(true)}>
        <Trash2 size={14} />
      </IconButton>
      <Dialog
        open={removing}
        onClose={() => setRemoving(false)}
        title={`Remove “${passkey.name}”?`}
        description="It signs you in no more. Delete it on the device as well."
      >
        {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
        <DialogActions>
          <Button onClick={() => setRemoving(false)}>Keep it</Button>
          <Button weight="danger" busy={form.busy} onClick={() => form.send()}>
            Remove
          </Button>
        </DialogActions>
      </Dialog>
    </li>
  )
}
