// What is asked for beside your password, and the codes for when it is not at hand.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { FactorsJson, RecoveryCodesJson, StartedTotpJson } from '../../../src/contract/factors-api.ts'
import { factorsQuery } from '../../api/queries.ts'
import { RecoveryCodes } from '../../forms/recovery-codes.tsx'
import { SetUpAppDialog } from '../../forms/set-up-app.tsx'
import { useForm } from '../../forms/use-form.ts'
import { IdentityRows } from './identity-row.tsx'
import { PasskeyRows } from './passkey-rows.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { Card, CardHeader } from '../../ui/page.tsx'
import { Loaded, ProblemNotice } from '../../ui/states.tsx'
import { notify } from '../../ui/toast.tsx'

export function TwoFactorCard() {
  const query = useQuery(factorsQuery)
  return (
    <Card>
      <CardHeader title="Passkeys and two-step sign-in" />
      <Loaded query={query}>
        {(factors) => (
          <ul className="divide-y divide-line border-t border-line">
            <PasskeyRows passkeys={factors.passkeys} rowClass={row} />
            <AppRow on={factors.totp} />
            <RecoveryRow factors={factors} />
            <IdentityRows identities={factors.identities} rowClass={row} />
          </ul>
        )}
      </Loaded>
    </Card>
  )
}

const row = 'flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3'

function AppRow({ on }: { readonly on: boolean }) {
  const [started, setStarted] = useState<StartedTotpJson>()
  const [removing, setRemoving] = useState(false)
  const start = useForm<object, StartedTotpJson>({ method: 'POST', path: '/user/totp', done: setStarted })
  return (
    <li className={row}>
      <div className="min-w-0 grow basis-60">
        <p className="flex items-center gap-2 font-medium">
          Authenticator app
          {on ? <Badge tone="good">on</Badge> : <Badge>off</Badge>}
        </p>
        <p className="text-xs text-quiet">A code of six digits that your telephone shows, asked for with your password.</p>
      </div>
      {on && (
        <Button size="small" weight="danger" onClick={() => setRemoving(true)}>
          Remove
        </Button>
      )}
      <Button size="small" busy={start.busy} onClick={() => start.send({})}>
        {on ? 'Move to another device' : 'Set up'}
      </Button>
      {start.problem !== undefined && <ProblemNotice fault={start.problem} />}
      <SetUpAppDialog started={started} onClose={() => setStarted(undefined)} />
      <RemoveAppDialog open={removing} onClose={() => setRemoving(false)} />
    </li>
  )
}

function RemoveAppDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const form = useForm({
    method: 'DELETE',
    path: '/user/totp',
    renews: [['factors']],
    done: () => {
      notify('The authenticator app was removed')
      onClose()
    },
  })
  return (
    <Dialog open={open} onClose={onClose} title="Remove the authenticator app?" description="Its codes are not asked for any more.">
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <DialogActions>
        <Button onClick={onClose}>Keep it</Button>
        <Button weight="danger" busy={form.busy} onClick={() => form.send()}>
          Remove
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function RecoveryRow({ factors }: { readonly factors: FactorsJson }) {
  const [codes, setCodes] = useState<readonly string[]>()
  const form = useForm<object, RecoveryCodesJson>({
    method: 'POST',
    path: '/user/recovery-codes',
    renews: [['factors']],
    done: (made) => setCodes(made.recovery_codes),
  })
  const left = factors.recovery_codes_left
  if (!factors.totp && factors.passkeys.length === 0) return null
  return (
    <li className={row}>
      <div className="min-w-0 grow basis-60">
        <p className="flex items-center gap-2 font-medium">
          Recovery codes
          <Badge tone={left < 3 ? 'warn' : 'plain'}>{left} left</Badge>
        </p>
        <p className="text-xs text-quiet">Each signs you in once when your device is not at hand.</p>
      </div>
      <Button size="small" busy={form.busy} onClick={() => form.send({})}>
        Make new ones
      </Button>
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <Dialog
        open={codes !== undefined}
        onClose={() => setCodes(undefined)}
        title="Your new recovery codes"
        description="Those before open nothing any more. These are never shown again."
      >
        {codes !== undefined && <RecoveryCodes codes={codes} onClose={() => setCodes(undefined)} />}
      </Dialog>
    </li>
  )
}
