// Sets up an authenticator app: scan, type a code of it, keep the recovery codes.
import { lazy, Suspense, useEffect, useState } from 'react'
import type { AddedFactorJson, StartedTotpJson } from '../../src/contract/factors-api.ts'
import { Button } from '../ui/button.tsx'
import { CopyIcon } from '../ui/copy-button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { ProblemNotice, Skeleton } from '../ui/states.tsx'
import { notify } from '../ui/toast.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { useForm } from './use-form.ts'

const QrCode = lazy(() => import('../ui/qr-code.tsx').then(({ QrCode: default_ }) => ({ default: default_ })))

interface Props {
  readonly started: StartedTotpJson | undefined
  readonly onClose: () => void
}

export function SetUpAppDialog({ started, onClose }: Props) {
  const [codes, setCodes] = useState<readonly string[]>()
  useEffect(() => setCodes(undefined), [started])
  const kept = codes !== undefined
  return (
    <Dialog
      open={started !== undefined}
      onClose={onClose}
      title={kept ? 'Keep your recovery codes' : 'Set up an authenticator app'}
      description={
        kept
          ? 'Each one signs you in once when your telephone is not at hand. They are never shown again.'
          : 'Scan the picture with an app such as Google Authenticator, 1Password or Aegis, then type the code that it shows.'
      }
    >
      {started !== undefined &&
        (kept ? <RecoveryCodes codes={codes} onClose={onClose} /> : <ConfirmApp started={started} onClose={onClose} onCodes={setCodes} />)}
    </Dialog>
  )
}

interface ConfirmProps {
  readonly started: StartedTotpJson
  readonly onClose: () => void
  readonly onCodes: (codes: readonly string[]) => void
}

function ConfirmApp({ started, onClose, onCodes }: ConfirmProps) {
  const [code, setCode] = useState('')
  const form = useForm<{ code: string }, AddedFactorJson>({
    method: 'POST',
    path: '/user/totp/confirm',
    fields: ['code'],
    renews: [['factors']],
    done: ({ recovery_codes: codes }) => {
      notify('A code of your app is asked for from now on')
      if (codes === null) onClose()
      else onCodes(codes)
    },
  })
  return (
    <form noValidate onSubmit={form.submit(() => ({ code }))}>
      <div className="flex flex-col items-center gap-5 sm:flex-row sm:items-start">
        <Suspense fallback={<Skeleton className="size-44" />}>
          <QrCode text={started.otpauth_url} label="QR code for the authenticator app" />
        </Suspense>
        <div className="w-full min-w-0 grow space-y-4">
          <div>
            <p className="mb-1.5 text-sm font-medium">Or type this secret</p>
            <p className="flex items-center gap-2 rounded-md border border-line bg-sunken py-1 pr-1 pl-3">
              <code className="min-w-0 grow font-mono text-xs" aria-label="Secret of the app">
                {started.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}
              </code>
              <CopyIcon text={started.secret} label="Copy secret" />
            </p>
          </div>
          <Field
            label="Code of the app"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={10}
            value={code}
            onChange={(event) => setCode(event.target.value)}
            wrong={form.wrong('code')}
          />
        </div>
      </div>
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" weight="primary" busy={form.busy} disabled={code.trim() === ''}>
          Turn on
        </Button>
      </DialogActions>
    </form>
  )
}
