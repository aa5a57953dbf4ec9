// Proves once more who sits here: the password, with a code where one is set up, a passkey, or a service that signs them in.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api/client.ts'
import { factorsQuery, signInOptionsQuery } from '../api/queries.ts'
import { Button } from '../ui/button.tsx'
import { DialogActions } from '../ui/dialog.tsx'
import { asksForCode, FactorCode, withCode } from '../ui/factor-code.tsx'
import { OidcButton } from '../ui/oidc-button.tsx'
import { PasskeyButton } from '../ui/passkey-button.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { ProblemNotice } from '../ui/states.tsx'

/** Of those that the operator set up, the ones that sign this person in. */
function useConnectedServices() {
  const identities = useQuery(factorsQuery).data?.identities ?? []
  const services = useQuery(signInOptionsQuery).data?.oidc ?? []
  return services.filter((service) => identities.some(({ issuer }) => issuer === service.issuer))
}

export function ConfirmForm({ onEnd }: { onEnd: (confirmed: boolean) => void }) {
  const [typed, setTyped] = useState({ password: '', code: '' })
  const [fault, setFault] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const factors = useQuery(factorsQuery).data
  const connected = useConnectedServices()
  // Until it is known, the field is there: most people have one.
  const hasPassword = factors?.password !== false
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
      {hasPassword ? (
        <PasswordField
          label="Password"
          is="present"
          value={typed.password}
          onValue={(password) => setTyped({ ...typed, password })}
          wrong={fault instanceof Error && !asksForCode(fault, '') ? fault.message : undefined}
        />
      ) : (
        <p className="text-quiet">You have no password here. Say who you are once more; then do again what you were about to do.</p>
      )}
      <FactorCode value={typed.code} onValue={(code) => setTyped({ ...typed, code })} fault={fault} />
      {(factors?.passkeys.length ?? 0) > 0 && (
        <PasskeyButton onProof={(passkey) => void confirm({ passkey })}>Use a passkey instead</PasskeyButton>
      )}
      {connected.map(({ id, name }) => (
        <OidcButton key={id} service={id} errand={{ for: 'confirm', next: `${location.pathname}${location.search}` }}>
          Confirm with {name}
        </OidcButton>
      ))}
      {!hasPassword && fault instanceof Error && <ProblemNotice fault={fault} />}
      <DialogActions>
        <Button onClick={() => onEnd(false)}>Cancel</Button>
        {hasPassword && (
          <Button type="submit" weight="primary" busy={busy} disabled={typed.password === ''}>
            Confirm
          </Button>
        )}
      </DialogActions>
    </form>
  )
}
