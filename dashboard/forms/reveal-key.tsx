// Shows the secret of a key again, to who sends their password along. Each time is written into the audit log.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { KeyJson } from '../../src/contract/control-api.ts'
import { factorsQuery } from '../api/queries.ts'
import { PasskeyButton } from '../ui/passkey-button.tsx'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { FactorCode, withCode } from '../ui/factor-code.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { useForm } from './use-form.ts'

interface Revealed {
  readonly id: string
  readonly key: string
}

export function RevealKeyDialog({ revealing, onClose }: { revealing: KeyJson | undefined; onClose: () => void }) {
  return (
    <Dialog
      open={revealing !== undefined}
      onClose={onClose}
      title={`Reveal “${revealing?.name ?? ''}”`}
      description="Your password shows the secret again. The audit log keeps that you asked."
    >
      {revealing !== undefined && <RevealForm revealing={revealing} onClose={onClose} />}
    </Dialog>
  )
}

function RevealForm({ revealing, onClose }: { revealing: KeyJson; onClose: () => void }) {
  const [typed, setTyped] = useState({ password: '', code: '' })
  const [secret, setSecret] = useState<string>()
  const factors = useQuery(factorsQuery).data
  const hasPassword = factors?.password !== false
  const form = useForm<object, Revealed>({
    method: 'POST',
    path: `/keys/${revealing.id}/reveal`,
    fields: ['password', 'code'],
    done: (revealed) => {
      setTyped({ password: '', code: '' })
      setSecret(revealed.key)
    },
  })
  if (secret !== undefined) {
    return (
      <>
        <SecretLine secret={secret} label="The revealed key" />
        <DialogActions>
          <Button onClick={onClose}>Done</Button>
        </DialogActions>
      </>
    )
  }
  return (
    <form noValidate className="space-y-4" onSubmit={form.submit(() => (hasPassword ? withCode(typed) : withCode({ code: typed.code })))}>
      {hasPassword && (
        <PasswordField
          label="Your password"
          is="present"
          value={typed.password}
          onValue={(password) => setTyped({ ...typed, password })}
          wrong={form.wrong('password')}
        />
      )}
      <FactorCode value={typed.code} onValue={(code) => setTyped({ ...typed, code })} fault={form.fault} />
      {(factors?.passkeys.length ?? 0) > 0 && (
        <PasskeyButton onProof={(passkey) => form.send({ passkey })}>Use a passkey instead</PasskeyButton>
      )}
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" weight="primary" busy={form.busy} disabled={hasPassword && typed.password === ''}>
          Reveal
        </Button>
      </DialogActions>
    </form>
  )
}

/** A secret to copy, and nothing else that could be mistaken for it. */
export function SecretLine({ secret, label }: { secret: string; label: string }) {
  return (
    <div className="flex items-center gap-3 rounded-lg border border-accent/30 bg-accent-soft py-2.5 pr-2.5 pl-4">
      <code className="min-w-0 grow font-mono text-sm break-all" aria-label={label}>
        {secret}
      </code>
      <CopyButton text={secret} label="Copy" weight="primary" />
    </div>
  )
}
