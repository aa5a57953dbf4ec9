// A new password; it signs out every other browser.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from '../../forms/use-form.ts'
import { factorsQuery } from '../../api/queries.ts'
import { PasskeyButton } from '../../ui/passkey-button.tsx'
import { paths } from '../../paths.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { FactorCode, withCode } from '../../ui/factor-code.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { Card, CardHeader } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/states.tsx'
import { notify } from '../../ui/toast.tsx'

const empty = { password: '', new_password: '', code: '' }

export function PasswordCard() {
  const [typed, setTyped] = useState(empty)
  const factors = useQuery(factorsQuery).data
  const form = useForm<object>({
    method: 'POST',
    path: '/user/password',
    fields: ['password', 'new_password', 'code'],
    renews: [['sessions']],
    done: () => {
      setTyped(empty)
      notify('Your password was changed; your other browsers are signed out')
    },
  })
  if (factors?.password === false) return <NoPassword />
  return (
    <Card>
      <CardHeader title="Password" />
      <form noValidate className="space-y-4 px-5 pb-5" onSubmit={form.submit(() => withCode(typed))}>
        <div className="grid gap-4 sm:grid-cols-2">
          <PasswordField
            label="Current password"
            is="present"
            value={typed.password}
            onValue={(password) => setTyped({ ...typed, password })}
            wrong={form.wrong('password')}
          />
          <PasswordField
            label="New password"
            is="new"
            value={typed.new_password}
            onValue={(new_password) => setTyped({ ...typed, new_password })}
            wrong={form.wrong('new_password')}
          />
        </div>
        <FactorCode value={typed.code} onValue={(code) => setTyped({ ...typed, code })} fault={form.fault} />
        {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" busy={form.busy} disabled={typed.password === '' || typed.new_password === ''}>
            Change password
          </Button>
          {(factors?.passkeys.length ?? 0) > 0 && (
            <PasskeyButton
              disabled={typed.new_password === ''}
              onProof={(passkey) => form.send({ passkey, new_password: typed.new_password })}
            >
              Change with a passkey
            </PasskeyButton>
          )}
        </div>
      </form>
    </Card>
  )
}

/** Another service signs them in; a code to their address is what proves that a password is theirs. */
function NoPassword() {
  return (
    <Card>
      <CardHeader title="Password" />
      <div className="space-y-4 px-5 pb-5">
        <p className="text-quiet">
          You have none here: another service signs you in. “Forgot your password?” on the sign-in page sets one.
        </p>
        <ButtonLink to={paths.resetPassword}>Set a password</ButtonLink>
      </div>
    </Card>
  )
}
