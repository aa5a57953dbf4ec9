// The address and the new password of somebody who becomes a user here. Knows no page and sends nothing.
import { Field } from '../ui/field.tsx'
import { PasswordField } from '../ui/password-field.tsx'

type Change = (event: { target: { value: string } }) => void

interface CredentialFieldsProps {
  readonly typed: { readonly email: string; readonly password: string }
  readonly set: (field: 'email' | 'password') => Change
  readonly wrong: (field: string) => string | undefined
}

export function CredentialFields({ typed, set, wrong }: CredentialFieldsProps) {
  return (
    <>
      <Field label="E-mail" type="email" autoComplete="username" value={typed.email} onChange={set('email')} wrong={wrong('email')} />
      <PasswordField
        label="Password"
        is="new"
        value={typed.password}
        onValue={(value) => set('password')({ target: { value } })}
        wrong={wrong('password')}
      />
    </>
  )
}
